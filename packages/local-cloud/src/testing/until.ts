/** The pauses between two looks, in milliseconds. */
const shortest = 5;
const longest = 50;
/** After a look that took long, as it is of much, or waits itself. */
const longestAfterLook = 200;

/**
 * Calls `check` until it gives something other than undefined and false, for what other processes and threads do. The longer
 * it has waited, the longer it pauses, and for twice what a look takes: looking takes time from those that it waits for.
 *
 * @param what is waited for, for the message
 * @throws Error when it does not come about within `seconds`
 */
export async function until<T>(
    what: string,
    check: () => T | undefined | false | Promise<T | undefined | false>,
    seconds = 20,
): Promise<T> {
    const begun = Date.now();
    for (;;) {
        const lookedAt = Date.now();
        const result = await check();
        if (result !== undefined && result !== false) {
            return result;
        }
        const now = Date.now();
        const waited = now - begun;
        if (waited > seconds * 1000) {
            throw new Error(`${what} did not come about in ${seconds} s`);
        }
        const afterLook = Math.min(longestAfterLook, 2 * (now - lookedAt));
        const pause = Math.max(afterLook, Math.min(longest, Math.max(shortest, waited / 20)));
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
}
