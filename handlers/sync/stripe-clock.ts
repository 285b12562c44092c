/**
 * Takes in the `Date` header of an answer that has just come.
 *
 * @param sentAt when it was asked for, by the clock here
 * @returns the second, since the epoch, that it was at Stripe at least when it was asked for; undefined where `date` is none
 */
export type StripeClock = (date: string | null, sentAt: number) => number | undefined;

/** Stripe's servers have a clock each, which may differ by less than this. */
const marginMilliseconds = 1000;

/**
 * A clock that is never ahead of Stripe's, whatever the local one says: when an answer comes, it is at Stripe no earlier than
 * the answer's `Date`, and before and after it, time passes there as it does here.
 *
 * @param monotonic milliseconds that only ever grow, such as those of `performance.now`
 */
export function createStripeClock(monotonic: () => number): StripeClock {
    let offset = -Infinity;
    return (date, sentAt) => {
        const at = Date.parse(date ?? "");
        if (Number.isNaN(at)) {
            return undefined;
        }
        offset = Math.max(offset, at - marginMilliseconds - monotonic());
        return Math.floor((offset + sentAt) / 1000);
    };
}
