import { useEffect, useState } from "preact/hooks";

const changed = "console:navigated";

/** Goes to an address of the console's, without loading the page anew. */
export function navigate(address: string): void {
    history.pushState(null, "", address);
    dispatchEvent(new Event(changed));
}

/** What is shown. */
export interface Address {
    path: string;
    query: URLSearchParams;
    /** Another one each time that the person goes somewhere, be it to the same address. */
    visit: number;
}

export function useAddress(): Address {
    const [address, setAddress] = useState(() => readAddress(0));
    useEffect(() => {
        const update = () => setAddress(({ visit }) => readAddress(visit + 1));
        addEventListener("popstate", update);
        addEventListener(changed, update);
        return () => {
            removeEventListener("popstate", update);
            removeEventListener(changed, update);
        };
    }, []);
    return address;
}

function readAddress(visit: number): Address {
    return { path: location.pathname, query: new URLSearchParams(location.search), visit };
}

/** Follows links to the console's own addresses without loading the page anew. */
export function followLinks(): void {
    document.addEventListener("click", (event) => {
        const link = (event.target as Element).closest("a");
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
        if (link !== null && isPlain && link.origin === location.origin && link.target === "") {
            event.preventDefault();
            navigate(link.pathname + link.search);
        }
    });
}
