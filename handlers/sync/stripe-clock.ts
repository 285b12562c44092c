/** Stripe's clock, as far as its answers tell it. */
export interface StripeClock {
    /** Takes in the `Date` header of an answer that has just come. False when it is not a date. */
    observe(date: string | null): boolean;
    /** The second that it is at Stripe at least, since the epoch; undefined before the first answer. */
    seconds(): number | undefined;
}

/** Stripe's servers have a clock each, which may differ by less than this. */
const marginMilliseconds = 1000;

/**
 * A clock that is never ahead of Stripe's, whatever the local one says: when an answer comes, it is at Stripe no earlier than
 * the answer's `Date`, and from then on time passes there as it does here.
 *
 * @param monotonic milliseconds that only ever grow, such as those of `performance.now`
 */
export function createStripeClock(monotonic: () => number): StripeClock {
    let offset: number | undefined;
    return {
        observe(date) {
            const at = Date.parse(date ?? "");
            if (Number.isNaN(at)) {
                return false;
            }
            offset = Math.max(offset ?? -Infinity, at - marginMilliseconds - monotonic());
            return true;
        },
        seconds: () => (offset === undefined ? undefined : Math.floor((offset + monotonic()) / 1000)),
    };
}
