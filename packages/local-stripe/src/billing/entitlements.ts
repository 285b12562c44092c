import { objects } from "stripe-events";

import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";

/** Subscriptions in these give what their products include: https://docs.stripe.com/billing/entitlements */
const entitling = ["active", "past_due", "trialing"];

/** Makes a customer's entitlements those of the products that they subscribe to. */
export function refreshEntitlements(tx: Transaction, customer: string): void {
    const due = new Map(findFeatures(tx, customer).map((feature) => [feature.id, feature]));
    const had = tx.find("entitlements.active_entitlement", { customer });
    const before = summarize(customer, had);
    const gone = had.filter(({ feature }) => !due.has(feature as string));
    const added = [...due.values()].filter(({ id }) => !had.some(({ feature }) => feature === id));
    if (gone.length === 0 && added.length === 0) {
        return;
    }
    gone.forEach(({ id }) => tx.remove("entitlements.active_entitlement", id));
    added.forEach(({ id: feature, lookup_key }) =>
        tx.create({
            id: tx.newId("entitlement"),
            object: "entitlements.active_entitlement",
            customer,
            feature,
            livemode: false,
            lookup_key,
        }),
    );
    const after = summarize(customer, tx.find("entitlements.active_entitlement", { customer }));
    tx.emit("entitlements.active_entitlement_summary.updated", after, { entitlements: before.entitlements });
}

/** An entitlement as Stripe shows it; it is kept with its customer. */
export function showEntitlement({ customer: _, ...entitlement }: StripeObject): StripeObject {
    return entitlement;
}

function findFeatures(tx: Transaction, customer: string): StripeObject[] {
    const products = tx
        .find("subscription", { customer, status: entitling })
        .flatMap(({ id }) => tx.find("subscription_item", { subscription: id }))
        .map(({ price }) => (price as { product: string }).product);
    return [...new Set(products)]
        .flatMap((product) => tx.find("product_feature", { product }))
        .flatMap((one) => tx.get("entitlements.feature", (one.entitlement_feature as StripeObject).id) ?? []);
}

/** The object without an id that the event has. */
function summarize(customer: string, entitlements: readonly StripeObject[]): StripeObject {
    const url = `/v1/customer/${customer}/entitlements`;
    const list = objects.list(url, entitlements.slice(0, 10).map(showEntitlement));
    return {
        object: "entitlements.active_entitlement_summary",
        customer,
        entitlements: { ...list, has_more: entitlements.length > 10 },
        livemode: false,
    } as unknown as StripeObject;
}
