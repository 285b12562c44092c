import { expect } from "chai";

/** The error that `promise` rejects with; the test fails when it does not. */
export async function failure<T extends Error = Error>(promise: PromiseLike<unknown> | void): Promise<T> {
    try {
        await promise;
    } catch (error) {
        return error as T;
    }
    return expect.fail("it did not fail");
}
