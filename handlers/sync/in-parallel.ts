/** Does `work` for each thing, so many at a time. Rejects with the first failure, once what is under way has ended. */
export async function inParallel<T>(
    things: readonly T[],
    concurrency: number,
    work: (thing: T) => Promise<void>,
): Promise<void> {
    let next = 0;
    let failed = false;
    const worker = async () => {
        while (next < things.length && !failed) {
            try {
                await work(things[next++] as T);
            } catch (error) {
                failed = true;
                throw error;
            }
        }
    };
    const ends = await Promise.allSettled(Array.from({ length: Math.min(concurrency, things.length) }, worker));
    const failure = ends.find((end) => end.status === "rejected");
    if (failure !== undefined) {
        throw failure.reason;
    }
}
