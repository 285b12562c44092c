import { useEffect, useState } from "preact/hooks";

const changed = "console:navigated";

/** Goes to an address of the console's, without loading the page anew. */
export function navigate(address: string): void {
    history.pushState(null, "", address);
    dispatchEvent(new Event(changed));
}

/** The path that is shown, and its query. */
export function useAddress(): { path: string; query: URLSearchParams } {
    const [address, setAddress] = useState(location.pathname + location.search);
    useEffect(() => {
        const update = () => setAddress(location.pathname + location.search);
        addEventListener("popstate", update);
        addEventListener(changed, update);
        return () => {
            removeEventListener("popstate", update);
            removeEventListener(changed, update);
        };
    }, []);
    const [path = "/", query = ""] = address.split("?");
    return { path, query: new URLSearchParams(query) };
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
