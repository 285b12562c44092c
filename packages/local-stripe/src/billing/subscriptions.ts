import { objects } from "stripe-events";

import { ApiError } from "../api-error";
import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { refreshEntitlements } from "./entitlements";
import { createInvoice, finalizeInvoice, findPayment, payInvoice, type LineDraft } from "./invoices";
import { findDefaultPaymentMethod } from "./payment-methods";
import { toCardError } from "./payments";
import { addInterval, type Recurring } from "./periods";
import { createItem, embedItems, type ItemDraft } from "./subscription-items";

/** What a new subscription is to be. */
export interface SubscriptionDraft {
    customer: StripeObject;
    items: readonly ItemDraft[];
    /** What happens when the first invoice is not paid at once. @default "allow_incomplete" */
    paymentBehavior?: string;
    /** Seconds since the epoch. */
    trialEnd?: number;
    /** Members that are set as they are. */
    members: Readonly<Record<string, unknown>>;
}

/**
 * Makes a subscription, its first invoice, and the payment of that as Stripe does by default: charged to the default payment
 * method at once. It is `active` then; `incomplete` when the payment is open, or declined.
 *
 * @returns an error, with nothing undone, when the payment is declined and must not be
 * @throws ApiError when there is nothing to pay with
 */
export function createSubscription(tx: Transaction, draft: SubscriptionDraft): StripeObject | ApiError {
    const { customer, items, members, paymentBehavior = "allow_incomplete", trialEnd } = draft;
    const id = tx.newId("subscription");
    const recurring = items[0]?.price.recurring as Recurring;
    const period = { start: tx.seconds, end: trialEnd ?? addInterval(tx.seconds, recurring) };
    const isSent = members.collection_method === "send_invoice";
    const isCharged = trialEnd === undefined && !isSent;
    const paymentMethod = findDefaultPaymentMethod(tx, customer, members.default_payment_method);
    const isFree = items.every(({ price, quantity }) => (price.unit_amount as number) * quantity === 0);
    const isPaidNow = isCharged && !isFree && paymentBehavior !== "default_incomplete";
    if (isPaidNow && paymentMethod === undefined) {
        throw new ApiError(
            400,
            "This customer has no attached payment source or default payment method. Please consider adding a default " +
                "payment method. For more information, visit " +
                "https://docs.stripe.com/billing/subscriptions/payment-methods-setting#payment-method-priority.",
            { code: "resource_missing" },
        );
    }
    items.forEach((item) => createItem(tx, id, item, period));
    const isOpen = isCharged && !isFree;
    const invoiceId = tx.newId("invoice");
    tx.create(
        {
            ...objects.subscription(tx.scene({ subscription: id, customer: customer.id })),
            ...(trialEnd === undefined ? {} : { trial_start: tx.seconds, trial_end: trialEnd }),
            currency: items[0]?.price.currency,
            default_payment_method: null,
            ...members,
            items: embedItems(tx, id),
            latest_invoice: invoiceId,
            status: isOpen ? "incomplete" : trialEnd === undefined ? "active" : "trialing",
        },
        "customer.subscription.created",
    );
    refreshEntitlements(tx, customer.id);
    const lines = tx
        .find("subscription_item", { subscription: id })
        .map((item) => toLine(tx, item, trialEnd !== undefined));
    const draftInvoice = createInvoice(tx, customer, lines.reverse(), {
        id: invoiceId,
        billing_reason: "subscription_create",
        collection_method: members.collection_method ?? "charge_automatically",
        auto_advance: true,
        parent: {
            quote_details: null,
            subscription_details: { metadata: members.metadata ?? {}, subscription: id },
            type: "subscription_details",
        },
        ...(isSent ? { due_date: tx.seconds + Number(members.days_until_due ?? 30) * 24 * 60 * 60 } : {}),
    });
    if (!isSent) {
        const open = finalizeInvoice(tx, draftInvoice);
        if (isPaidNow && paymentMethod !== undefined) {
            const paid = payInvoice(tx, open, paymentMethod);
            if (paid.status !== "paid" && paymentBehavior === "error_if_incomplete") {
                throw toCardError(findPayment(tx, open));
            }
        }
    }
    return tx.get("subscription", id) as StripeObject;
}

/** Ends a subscription at once. It is kept, `canceled`. */
export function cancelSubscription(
    tx: Transaction,
    subscription: StripeObject,
    details: Readonly<Record<string, unknown>> = {},
): StripeObject {
    const before = subscription.cancellation_details as object;
    const canceled = tx.update("subscription", subscription.id, {
        cancel_at: null,
        cancel_at_period_end: false,
        canceled_at: tx.seconds,
        cancellation_details: { ...before, reason: "cancellation_requested", ...details },
        ended_at: tx.seconds,
        status: "canceled",
    });
    tx.emit("customer.subscription.deleted", canceled);
    refreshEntitlements(tx, subscription.customer as string);
    return canceled;
}

/** What an invoice says of a subscription's item for its current period. */
export function toLine(tx: Transaction, item: StripeObject, isTrial = false): LineDraft {
    const price = item.price as { id: string; unit_amount: number; currency: string; product: string };
    const quantity = item.quantity as number;
    const name = tx.get("product", price.product)?.name as string;
    return {
        amount: isTrial ? 0 : price.unit_amount * quantity,
        currency: price.currency,
        description: `${isTrial ? "Trial period for " : `${quantity} × `}${name}`,
        quantity,
        parent: {
            invoice_item_details: null,
            subscription_item_details: {
                invoice_item: null,
                proration: false,
                proration_details: { credited_items: null },
                subscription: item.subscription,
                subscription_item: item.id,
            },
            type: "subscription_item_details",
        },
        period: { start: item.current_period_start as number, end: item.current_period_end as number },
        pricing: {
            price_details: { price: price.id, product: price.product },
            type: "price_details",
            unit_amount_decimal: String(price.unit_amount),
        },
        metadata: item.metadata,
    };
}
