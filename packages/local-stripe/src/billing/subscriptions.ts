import { objects } from "stripe-events";

import { ApiError } from "../api-error";
import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { refreshEntitlements } from "./entitlements";
import { createInvoice, finalizeInvoice, findPayment, payInvoice } from "./invoices";
import type { LineDraft } from "./invoice-lines";
import { findDefaultPaymentMethod } from "./payment-methods";
import { toCardError } from "./payments";
import { addInterval, type Recurring } from "./periods";
import { createItem, embedItems, type ItemDraft } from "./subscription-items";

const day = 24 * 60 * 60;
const defaultDaysUntilDue = 30;

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
 * @throws ApiError when there is nothing to pay with, or the payment is declined and `error_if_incomplete` is asked for
 */
export function createSubscription(tx: Transaction, draft: SubscriptionDraft): StripeObject {
    const { customer, items, members, paymentBehavior = "allow_incomplete", trialEnd } = draft;
    const id = tx.newId("subscription");
    const recurring = items[0]?.price.recurring as Recurring;
    const period = { start: tx.seconds, end: trialEnd ?? addInterval(tx.seconds, recurring) };
    const isFree = items.every(({ price, quantity }) => (price.unit_amount as number) * quantity === 0);
    const isDue = trialEnd === undefined && members.collection_method !== "send_invoice" && !isFree;
    const isPaidNow = isDue && paymentBehavior !== "default_incomplete";
    const paymentMethod = isPaidNow ? requirePaymentMethod(tx, customer, members.default_payment_method) : undefined;
    items.forEach((item) => createItem(tx, id, item, period));
    const subscription = tx.create(
        {
            ...objects.subscription(tx.scene({ subscription: id, customer: customer.id })),
            ...(trialEnd === undefined ? {} : { trial_start: tx.seconds, trial_end: trialEnd }),
            currency: items[0]?.price.currency,
            default_payment_method: null,
            ...members,
            items: embedItems(tx, id),
            latest_invoice: tx.newId("invoice"),
            status: isDue ? "incomplete" : trialEnd === undefined ? "active" : "trialing",
        },
        "customer.subscription.created",
    );
    refreshEntitlements(tx, customer.id);
    const invoice = createFirstInvoice(tx, customer, subscription);
    if (paymentMethod !== undefined) {
        const paid = payInvoice(tx, invoice, paymentMethod);
        if (paid.status !== "paid" && paymentBehavior === "error_if_incomplete") {
            throw toCardError(findPayment(tx, invoice));
        }
    }
    return tx.get("subscription", id) as StripeObject;
}

/** Open, or a draft for an hour when it is sent: https://docs.stripe.com/billing/invoices/subscription */
function createFirstInvoice(tx: Transaction, customer: StripeObject, subscription: StripeObject): StripeObject {
    const isTrial = subscription.status === "trialing";
    const items = tx.find("subscription_item", { subscription: subscription.id }).reverse();
    const isSent = subscription.collection_method === "send_invoice";
    const days = (subscription.days_until_due as number | null) ?? defaultDaysUntilDue;
    const draft = createInvoice(
        tx,
        customer,
        items.map((item) => toLine(tx, item, isTrial)),
        {
            id: subscription.latest_invoice,
            billing_reason: "subscription_create",
            collection_method: subscription.collection_method,
            parent: {
                quote_details: null,
                subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
                type: "subscription_details",
            },
            ...(isSent ? { due_date: tx.seconds + days * day } : {}),
        },
    );
    return isSent ? draft : finalizeInvoice(tx, draft);
}

function requirePaymentMethod(tx: Transaction, customer: StripeObject, own: unknown): StripeObject {
    const paymentMethod = findDefaultPaymentMethod(tx, customer, own);
    if (paymentMethod === undefined) {
        throw new ApiError(
            400,
            "This customer has no attached payment source or default payment method. Please consider adding a default " +
                "payment method. For more information, visit " +
                "https://docs.stripe.com/billing/subscriptions/payment-methods-setting#payment-method-priority.",
            { code: "resource_missing" },
        );
    }
    return paymentMethod;
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
