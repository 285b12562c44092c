/**
 * Calls `check` until it gives something other than undefined and false, for what other processes and threads do.
 *
 * @param what is waited for, for the message
 * @throws Error when it does not come about within `seconds`
 */
export async function until<T>(
    what: string,
    check: () => T | undefined | false | Promise<T | undefined | false>,
    seconds = 20,
): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
        const result = await check();
        if (result !== undefined && result !== false) {
            return result;
        }
        if (Date.now() > deadline) {
            throw new Error(`${what} did not come about in ${seconds} s`);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
}
