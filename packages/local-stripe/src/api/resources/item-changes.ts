import { applyParams } from "../../apply-params";
import { toPlan } from "../../billing/plans";
import { createItem } from "../../billing/subscription-items";
import type { StripeObject } from "../../state/stripe-object";
import type { Transaction } from "../../state/transaction";
import { find } from "../operations";

type Changes = Readonly<Record<string, unknown>>;

/** Adds an item, in the period that the subscription is in. The subscription does not show it yet. */
export function addItem(tx: Transaction, subscription: StripeObject, changes: Changes): StripeObject {
    const [other] = tx.find("subscription_item", { subscription: subscription.id });
    const start = (other?.current_period_start as number | undefined) ?? tx.seconds;
    const end = (other?.current_period_end as number | undefined) ?? tx.seconds;
    const draft = {
        price: find(tx, "price", changes.price, "price"),
        quantity: (changes.quantity as number | undefined) ?? 1,
        metadata: changes.metadata,
    };
    return createItem(tx, subscription.id, draft, { start, end });
}

/** Changes an item. The subscription does not show it yet. */
export function changeItem(tx: Transaction, item: StripeObject, { price: id, ...changes }: Changes): StripeObject {
    const price = id === undefined ? undefined : find(tx, "price", id, "price");
    return tx.update("subscription_item", item.id, {
        ...applyParams(item, changes),
        ...(price === undefined ? {} : { price, plan: toPlan(price) }),
    });
}

/** Removes an item. The subscription does not show that yet. */
export function removeItem(tx: Transaction, item: StripeObject): void {
    tx.remove("subscription_item", item.id);
}

/** Does what one of a subscription's `items` asks for: adds, changes or removes. */
export function applyItem(
    tx: Transaction,
    subscription: StripeObject,
    { id, deleted, ...changes }: { id?: string; deleted?: boolean } & Record<string, unknown>,
): void {
    if (id === undefined) {
        addItem(tx, subscription, changes);
        return;
    }
    const item = find(tx, "subscription_item", id, "items[id]");
    if (deleted === true) {
        removeItem(tx, item);
    } else {
        changeItem(tx, item, changes);
    }
}
