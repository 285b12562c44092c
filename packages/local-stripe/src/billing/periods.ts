/** How often a price recurs. */
export interface Recurring {
    interval: "day" | "week" | "month" | "year";
    interval_count: number;
}

const day = 24 * 60 * 60;

/**
 * When a billing period ends that begins at `start`: on the same day of a later month, or its last when it has no such day.
 *
 * @param start in seconds since the epoch, as the answer
 */
export function addInterval(start: number, { interval, interval_count: count }: Recurring): number {
    if (interval === "day" || interval === "week") {
        return start + count * (interval === "week" ? 7 : 1) * day;
    }
    const from = new Date(start * 1000);
    const to = new Date(from);
    to.setUTCMonth(from.getUTCMonth() + count * (interval === "year" ? 12 : 1));
    if (to.getUTCDate() !== from.getUTCDate()) {
        to.setUTCDate(0);
    }
    return to.getTime() / 1000;
}
