import { useEffect, useRef } from "preact/hooks";

/** What a key does, by its name (`j`, `Enter`, `?`), or by two in a row (`g m`). */
export type Keys = Readonly<Record<string, () => void>>;

/** How long the second key of a pair may take, in milliseconds. */
const maxPauseMs = 1_000;

let first: { key: string; at: number } | undefined;

/** Listens to keys while the part of the page that uses it is shown. Fields keep their keys, but for Escape. */
export function useKeys(keys: Keys): void {
    // What was drawn last counts, though its effects have not run yet: keys may come faster.
    const latest = useRef(keys);
    latest.current = keys;
    useEffect(() => {
        const press = (event: KeyboardEvent) => {
            const target = event.target as HTMLElement;
            const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
            if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
                return;
            }
            if (isTyping && event.key !== "Escape") {
                return;
            }
            // A dialog has the keys to itself; Escape closes it.
            if (document.querySelector("dialog[open]") !== null) {
                return;
            }
            // What a focused button or link does with Enter is its own.
            if (event.key === "Enter" && /^(BUTTON|A|SUMMARY)$/.test(target.tagName)) {
                return;
            }
            const isPair = first !== undefined && event.timeStamp - first.at < maxPauseMs;
            const action =
                (isPair ? latest.current[`${first?.key} ${event.key}`] : undefined) ?? latest.current[event.key];
            if (action !== undefined) {
                event.preventDefault();
                action();
            }
        };
        addEventListener("keydown", press);
        return () => removeEventListener("keydown", press);
    }, []);
}

/** Remembers each key, as the first of a pair. */
export function rememberKeys(): void {
    addEventListener("keyup", ({ key, timeStamp }) => {
        first = { key, at: timeStamp };
    });
}
