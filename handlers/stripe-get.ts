import { createStripeApiKey, type StripeApiKeyDeps } from "./stripe-api-key";
import { makeStripeHeaders, type StripeHeadersRequest } from "./stripe-headers";

export interface StripeGetRequest extends StripeHeadersRequest {
    /** What follows `/v1/`, with its query: `subscriptions/sub_123`; or, with a slash in front, the whole path. */
    path: string;
}

/**
 * Reads from Stripe's API. Undefined when Stripe knows no such object. Rejects when Stripe or the secret store does not
 * answer as it should.
 */
export type StripeGet = (request: StripeGetRequest) => Promise<unknown>;

export interface StripeGetDeps extends StripeApiKeyDeps {
    /** Where Stripe's API is. @default https://api.stripe.com */
    base?: string;
    fetch: typeof globalThis.fetch;
}

const timeoutMilliseconds = 5_000;

/** By plain HTTPS: the `stripe` package would add 300 KB to the artefact of a function that needs a GET or two. */
export function createStripeGet({ base = "https://api.stripe.com", fetch, ...deps }: StripeGetDeps): StripeGet {
    const apiKey = createStripeApiKey(deps);

    return async ({ path, ...of }) => {
        const whole = path.startsWith("/") ? path : `/v1/${path}`;
        const response = await fetch(base + whole, {
            headers: makeStripeHeaders(await apiKey(), of),
            signal: AbortSignal.timeout(timeoutMilliseconds),
        });
        if (response.status === 404) {
            return undefined;
        }
        if (!response.ok) {
            throw new Error(`Stripe answered ${response.status} to GET ${whole}`);
        }
        return response.json();
    };
}
