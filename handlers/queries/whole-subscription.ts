import { isHash, type Hash } from "../billing/canonical";
import type { StripeGet } from "../stripe-get";
import { packageApiVersion } from "../stripe-headers";
import { listAll } from "./list-all";
import { itemsIn } from "./subscription-items";

/** What is read of the answers has one shape. */
const apiVersion = packageApiVersion;

/**
 * A subscription as Stripe has it now, with all of its items.
 *
 * @returns undefined when Stripe does not know it
 * @throws Error when Stripe does not answer as it should
 */
export async function wholeSubscription(
    stripe: StripeGet,
    account: string,
    subscriptionId: string,
): Promise<Hash | undefined> {
    const subscription = await stripe({
        account,
        path: `subscriptions/${encodeURIComponent(subscriptionId)}`,
        apiVersion,
    });
    if (!isHash(subscription)) {
        return undefined;
    }
    return itemsIn(subscription).missing === undefined
        ? subscription
        : { ...subscription, items: { object: "list", data: await allItems(stripe, account, subscriptionId) } };
}

/** By https://docs.stripe.com/api/subscription_items/list. A subscription has items. */
async function allItems(stripe: StripeGet, account: string, subscription: string): Promise<Hash[]> {
    const items = await listAll(stripe, account, { path: "subscription_items", query: { subscription } });
    if (items === undefined || items.length === 0) {
        throw new Error(`Stripe did not list subscription_items of ${subscription}`);
    }
    return items;
}
