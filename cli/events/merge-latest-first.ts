/** Merges what comes latest first into one such sequence. */
export async function* mergeLatestFirst<T extends { at: number }>(
    sequences: readonly AsyncIterable<T>[],
): AsyncGenerator<T> {
    const open = sequences.map((sequence) => sequence[Symbol.asyncIterator]());
    const heads = await Promise.all(open.map((one) => one.next()));
    for (;;) {
        let latest: number | undefined;
        heads.forEach((head, index) => {
            const best = latest === undefined ? undefined : heads[latest];
            if (head.done !== true && (best === undefined || best.done === true || head.value.at > best.value.at)) {
                latest = index;
            }
        });
        const head = latest === undefined ? undefined : heads[latest];
        if (latest === undefined || head === undefined || head.done === true) {
            return;
        }
        yield head.value;
        heads[latest] = (await open[latest]?.next()) as IteratorResult<T>;
    }
}
