import { isHash } from "../billing/canonical";

/** A subscription's items, as far as an object holds them. */
export interface SubscriptionItems {
    items: readonly unknown[];
    /** Why there may be others, in words; undefined when these are all. */
    missing?: string;
}

/**
 * Reads the items of a subscription in any API version. Before 2016 there is one, as the top-level `plan`, which later
 * versions set for subscriptions of one item alone. An event lists ten at most, and says so by `has_more`.
 */
export function itemsIn(subscription: unknown): SubscriptionItems {
    const { items: list, plan } = isHash(subscription) ? subscription : {};
    if (isHash(list) && Array.isArray(list.data)) {
        const items: readonly unknown[] = list.data;
        const total = typeof list.total_count === "number" ? list.total_count : undefined;
        return list.has_more === true || (total !== undefined && total > items.length)
            ? { items, missing: `it lists ${items.length} of its ${total ?? "many"} items` }
            : { items };
    }
    return plan === undefined || plan === null ? { items: [], missing: "it lists no items" } : { items: [{ plan }] };
}
