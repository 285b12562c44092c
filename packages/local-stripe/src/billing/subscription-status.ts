import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { refreshEntitlements } from "./entitlements";

/** What a paid invoice does to its subscription: it is active again, or for the first time. */
export function noteInvoicePaid(tx: Transaction, invoice: StripeObject): void {
    setStatus(tx, invoice, { incomplete: "active", past_due: "active", unpaid: "active" });
}

/** What a failed payment does to its subscription. */
export function noteInvoiceUnpaid(tx: Transaction, invoice: StripeObject): void {
    setStatus(tx, invoice, { active: "past_due" });
}

function setStatus(tx: Transaction, invoice: StripeObject, next: Readonly<Record<string, string>>): void {
    const { subscription_details: details } = (invoice.parent ?? {}) as {
        subscription_details?: { subscription: string } | null;
    };
    const subscription = details == null ? undefined : tx.get("subscription", details.subscription);
    const status = next[(subscription?.status as string | undefined) ?? ""];
    // Only the newest invoice decides: https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
    if (subscription === undefined || status === undefined || subscription.latest_invoice !== invoice.id) {
        return;
    }
    tx.update("subscription", subscription.id, { status }, "customer.subscription.updated");
    refreshEntitlements(tx, subscription.customer as string);
}
