import { isHash, type Hash } from "../billing/canonical";
import type { StripeGet } from "../stripe-get";
import { packageApiVersion } from "../stripe-headers";
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

/** By https://docs.stripe.com/api/subscription_items/list: a hundred at a time, each page after the last item before. */
async function allItems(stripe: StripeGet, account: string, subscription: string): Promise<Hash[]> {
    const items: Hash[] = [];
    for (let hasMore = true; hasMore;) {
        const last = items.at(-1)?.id;
        const query = new URLSearchParams({
            subscription,
            limit: "100",
            ...(typeof last === "string" && { starting_after: last }),
        });
        const page = await stripe({ account, path: `subscription_items?${query.toString()}`, apiVersion });
        const data = isHash(page) && Array.isArray(page.data) ? page.data.filter(isHash) : [];
        hasMore = isHash(page) && page.has_more === true;
        if (data.length === 0 && (hasMore || items.length === 0)) {
            throw new Error(`Stripe did not list the items of ${subscription}`);
        }
        items.push(...data);
    }
    return items;
}
