/**
 * Why Stripe does not answer as it should. `key`: it refuses the API key. `permission`: the key may not read this.
 * `refused`: it does not take the request. `absent`: it has no such list. `unavailable`: it cannot be reached, or is busy, and stayed so.
 */
export type StripeFailureKind = "key" | "permission" | "refused" | "absent" | "unavailable";

export interface StripeFailure extends Error {
    stripeFailure: StripeFailureKind;
}

/** An error of Stripe's, in words for people, with its kind for the code that catches it. */
export function makeStripeFailure(stripeFailure: StripeFailureKind, message: string): StripeFailure {
    return Object.assign(new Error(message), { stripeFailure });
}

/** The kind of an error of Stripe's; undefined for any other error. */
export function readStripeFailure(error: unknown): StripeFailureKind | undefined {
    return (error as Partial<StripeFailure> | undefined)?.stripeFailure;
}
