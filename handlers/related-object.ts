import { isHash } from "./billing/canonical";
import { readOrigin } from "./billing/subject";
import type { RelatedObject, ThinEvent, ThinEventType } from "./events";
import { createStripe, type StripeDeps } from "./create-stripe";
import { packageApiVersion } from "./stripe-headers";

/**
 * Reads the object that a thin event names, as it is now, in the API version that the `stripe` package has types for.
 * Undefined where the event names none, or Stripe no longer has it. Rejects when Stripe or the secret store does not answer as
 * it should.
 */
export type FetchRelatedObject = <T extends ThinEventType>(
    event: ThinEvent<T>,
) => Promise<RelatedObject<T> | undefined>;

/**
 * Makes `fetchRelatedObject` for handlers of thin events. `store.reader()` gives a handler what it needs.
 *
 * @example
 * const fetchRelatedObject = createFetchRelatedObject({
 *     secrets: new SecretsManagerClient(),
 *     apiKeySecretArn: process.env.STRIPE_API_KEY_SECRET_ARN as string,
 *     now: () => Date.now(),
 *     fetch,
 * });
 * const customer = await fetchRelatedObject(event); // of a v1.customer.created event: a Stripe.Customer
 */
export function createFetchRelatedObject(deps: StripeDeps): FetchRelatedObject {
    const stripe = createStripe(deps);
    return async <T extends ThinEventType>(event: ThinEvent<T>) => {
        const related: unknown = event.related_object;
        if (!isHash(related) || typeof related.url !== "string" || !related.url.startsWith("/")) {
            return undefined;
        }
        const { body } = await stripe.of(readOrigin(event)).get(related.url, packageApiVersion);
        return body as RelatedObject<T> | undefined;
    };
}
