/** A moment as people here read it: `2026-11-27 16:53:45`, in this machine's time zone. */
export function formatTime(milliseconds: number): string {
    const date = new Date(milliseconds);
    const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
    return `${day.join("-")} ${formatClock(milliseconds)}`;
}

/** The same in UTC, for what is compared with AWS's own times. */
export function formatUtcTime(milliseconds: number): string {
    return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}

/** `16:53:45` */
export function formatClock(milliseconds: number): string {
    return new Date(milliseconds).toTimeString().slice(0, 8);
}
