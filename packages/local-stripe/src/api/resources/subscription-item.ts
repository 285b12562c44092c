import { refreshEntitlements } from "../../billing/entitlements";
import { embedItems } from "../../billing/subscription-items";
import type { StripeObject } from "../../state/stripe-object";
import type { Transaction } from "../../state/transaction";
import { paths } from "../../state/urls";
import { find } from "../operations";
import { boolean, filledText, integer, metadata, oneOf, type Params } from "../params";
import type { Operation, Resource } from "../resource";
import { addItem, changeItem, removeItem } from "./item-changes";

/** Parameters that say how changes are billed: local Stripe bills none before the next period. */
export const ignoredParams: Params = {
    payment_behavior: oneOf("allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"),
    proration_behavior: oneOf("always_invoice", "create_prorations", "none"),
};

/** Makes the subscription show its items. */
function showItems(tx: Transaction, id: string): void {
    const after = tx.update("subscription", id, { items: embedItems(tx, id) }, "customer.subscription.updated");
    refreshEntitlements(tx, after.customer as string);
}

const params: Params = { ...ignoredParams, metadata, price: filledText, quantity: integer };

const create: Operation = {
    params: { ...params, subscription: filledText },
    required: ["subscription", "price"],
    run: ({ tx, params: { subscription: id, ...changes } }) => {
        const item = addItem(tx, find(tx, "subscription", id, "subscription"), changes);
        showItems(tx, id as string);
        return item;
    },
};

const update: Operation<StripeObject> = {
    params,
    run: ({ tx, params: given }, item) => {
        const changes = Object.entries(given).filter(([name]) => !Object.hasOwn(ignoredParams, name));
        const after = changeItem(tx, item, Object.fromEntries(changes));
        showItems(tx, item.subscription as string);
        return after;
    },
};

const remove: Operation<StripeObject> = {
    params: { ...ignoredParams, clear_usage: boolean },
    run: ({ tx }, item) => {
        removeItem(tx, item);
        showItems(tx, item.subscription as string);
        return { id: item.id, object: "subscription_item", deleted: true };
    },
};

export const subscriptionItem: Resource = {
    kind: "subscription_item",
    path: paths.subscription_item,
    permission: "subscription",
    create,
    update,
    remove,
    list: { filters: { subscription: { param: filledText } }, required: ["subscription"], isOldestFirst: true },
};
