import { objects } from "stripe-events";

import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { embedList } from "./embedded-list";
import { toPlan } from "./plans";

/** An item that is not made yet. */
export interface ItemDraft {
    price: StripeObject;
    quantity: number;
    metadata?: unknown;
}

/** Makes a subscription's item, which the subscription does not show before `embedItems`. */
export function createItem(
    tx: Transaction,
    subscription: string,
    { price, quantity, metadata = {} }: ItemDraft,
    period: { start: number; end: number },
): StripeObject {
    return tx.create({
        ...objects.subscriptionItem(tx.scene({ subscription })),
        current_period_end: period.end,
        current_period_start: period.start,
        metadata,
        plan: toPlan(price),
        price,
        quantity,
    });
}

/** A subscription's `items`. */
export function embedItems(tx: Transaction, subscription: string): object {
    const url = `/v1/subscription_items?subscription=${subscription}`;
    return embedList(tx, url, "subscription_item", { subscription });
}
