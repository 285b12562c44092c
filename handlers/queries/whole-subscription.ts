import type { Hash } from "../billing/canonical";
import { packageApiVersion } from "../stripe-headers";
import type { StripeReader } from "../sync/stripe-reader";
import { listAll } from "./list-all";
import { itemsIn } from "./subscription-items";

/**
 * A subscription as Stripe has it now, with all of its items.
 *
 * @returns undefined when Stripe does not know it
 * @throws Error when Stripe does not answer as it should
 */
export async function wholeSubscription(
    stripe: Pick<StripeReader, "get" | "pages">,
    subscriptionId: string,
): Promise<Hash | undefined> {
    // What is read of the answers has one shape.
    const path = `/v1/subscriptions/${encodeURIComponent(subscriptionId)}`;
    const { body } = await stripe.get(path, packageApiVersion);
    if (body === undefined || itemsIn(body).missing === undefined) {
        return body;
    }
    return { ...body, items: { object: "list", data: await allItems(stripe, subscriptionId) } };
}

/** By https://docs.stripe.com/api/subscription_items/list. A subscription has items. */
async function allItems(stripe: Pick<StripeReader, "pages">, subscription: string): Promise<Hash[]> {
    const items = await listAll(stripe, "/v1/subscription_items", { subscription });
    if (items.length === 0) {
        throw new Error(`Stripe did not list subscription_items of ${subscription}`);
    }
    return items;
}
