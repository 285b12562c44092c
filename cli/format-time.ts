/** A moment as every command writes it, in UTC as AWS's logs have it: `2026-11-27 16:53:45Z`. */
export function formatTime(milliseconds: number): string {
    return `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** `16:53:45Z` */
export function formatClock(milliseconds: number): string {
    return formatTime(milliseconds).slice(11);
}
