import type { Hash } from "../billing/canonical";
import { packageApiVersion } from "../stripe-headers";
import type { StripeReader } from "../sync/stripe-reader";

/**
 * Every object of a list of Stripe's. What is read of them has one shape.
 *
 * @param path as in `/v1/subscription_items`
 * @throws StripeFailure, of the kind `absent` when Stripe does not know what the list is of
 */
export async function listAll(
    stripe: Pick<StripeReader, "pages">,
    path: string,
    query: Readonly<Record<string, string>>,
): Promise<Hash[]> {
    const all: Hash[] = [];
    for await (const { objects } of stripe.pages(path, { query, apiVersion: () => packageApiVersion })) {
        all.push(...objects);
    }
    return all;
}
