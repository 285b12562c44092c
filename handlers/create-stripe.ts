import { setTimeout as wait } from "node:timers/promises";

import { createStripeApiKey, type StripeApiKeyDeps } from "./stripe-api-key";
import { createStripeReader, type StripeReader, type StripeReaderDeps } from "./sync/stripe-reader";

export interface StripeDeps extends StripeApiKeyDeps, Pick<StripeReaderDeps, "base" | "fetch" | "onRetry"> {}

/** All that is asked for one event must fit into a function's time; what Stripe does not answer, Lambda tries again. */
const patience = 5_000;
const timeoutMilliseconds = 3_000;

/**
 * Makes what reads from Stripe's API in a handler. `store.reader()` gives the handler what it needs.
 *
 * By plain HTTPS: the `stripe` package would add 300 KB to the artefact of a function that needs a GET or two.
 */
export function createStripe({ base, fetch, onRetry, ...key }: StripeDeps): StripeReader {
    return createStripeReader({
        apiKey: createStripeApiKey(key),
        base,
        patience,
        timeoutMilliseconds,
        fetch,
        monotonic: () => performance.now(),
        wait: (milliseconds) => wait(milliseconds),
        onRetry,
    });
}
