/**
 * The error that `promise` rejects with.
 *
 * @throws Error when it does not reject
 */
export async function failure<T extends Error = Error>(promise: PromiseLike<unknown> | void): Promise<T> {
    try {
        await promise;
    } catch (error) {
        return error as T;
    }
    throw new Error("nothing was refused: the promise was fulfilled");
}
