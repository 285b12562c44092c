/** `1 event`, `2 events`. */
export function formatCount(number: number, thing: string): string {
    return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
