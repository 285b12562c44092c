import { objects } from "stripe-events";

import { ApiError } from "../api-error";
import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { findBehavior } from "./cards";
import { openDispute } from "./disputes";

/** A payment intent's members that are not as they begin. */
export type PaymentMembers = Readonly<Record<string, unknown>> & { amount: number; currency: string };

/** Makes a payment intent that waits to be confirmed. */
export function createPayment(tx: Transaction, members: PaymentMembers): StripeObject {
    const built = objects.paymentIntent(tx.scene());
    const status = members.payment_method == null ? "requires_payment_method" : "requires_confirmation";
    return tx.create(
        { ...built, customer: null, description: null, setup_future_usage: null, status, ...members },
        "payment_intent.created",
    );
}

/**
 * Charges a payment intent's payment method, which succeeds, waits to be captured, or is declined.
 *
 * @returns the payment intent as it is then
 */
export function chargePayment(tx: Transaction, payment: StripeObject, paymentMethod: StripeObject): StripeObject {
    const behavior = findBehavior(paymentMethod);
    if (behavior.declines !== undefined) {
        return decline(tx, payment, paymentMethod, behavior.declines, behavior.message ?? "");
    }
    const isCaptured = payment.capture_method !== "manual";
    const charge = tx.create(
        {
            ...makeCharge(tx, payment, paymentMethod, "charge"),
            ...(isCaptured ? {} : { amount_captured: 0, captured: false }),
        },
        "charge.succeeded",
    );
    const paid = tx.update(
        "payment_intent",
        payment.id,
        {
            amount_received: isCaptured ? payment.amount : 0,
            amount_capturable: isCaptured ? 0 : payment.amount,
            last_payment_error: null,
            latest_charge: charge.id,
            payment_method: paymentMethod.id,
            status: isCaptured ? "succeeded" : "requires_capture",
        },
        isCaptured ? "payment_intent.succeeded" : "payment_intent.amount_capturable_updated",
    );
    if (behavior.isDisputed === true) {
        openDispute(tx, charge.id);
    }
    return paid;
}

/** Takes what was authorized, or less. */
export function capturePayment(tx: Transaction, payment: StripeObject, amount: number): StripeObject {
    const chargeId = payment.latest_charge as string;
    tx.update("charge", chargeId, { amount_captured: amount, captured: true }, "charge.captured");
    return tx.update(
        "payment_intent",
        payment.id,
        { amount_capturable: 0, amount_received: amount, status: "succeeded" },
        "payment_intent.succeeded",
    );
}

/** The error of a payment that was declined, as the API answers it. */
export function toCardError(payment: StripeObject): ApiError {
    const failure = payment.last_payment_error as Record<string, unknown> & { message: string };
    return new ApiError(402, failure.message, {
        type: "card_error",
        code: failure.code as string,
        decline_code: failure.decline_code as string,
        charge: failure.charge as string,
        advice_code: failure.advice_code as string,
        payment_intent: payment,
        payment_method: failure.payment_method,
    });
}

function decline(
    tx: Transaction,
    payment: StripeObject,
    paymentMethod: StripeObject,
    declineCode: string,
    message: string,
): StripeObject {
    const built = makeCharge(tx, payment, paymentMethod, "failedCharge");
    const charge = tx.create(
        {
            ...built,
            failure_message: message,
            outcome: {
                ...(built.outcome as object),
                reason: declineCode,
                seller_message: `The bank returned the decline code \`${declineCode}\`.`,
            },
        },
        "charge.failed",
    );
    return tx.update(
        "payment_intent",
        payment.id,
        {
            last_payment_error: {
                advice_code: "try_again_later",
                charge: charge.id,
                code: "card_declined",
                decline_code: declineCode,
                doc_url: "https://docs.stripe.com/error-codes/card-declined",
                message,
                payment_method: paymentMethod,
                type: "card_error",
            },
            latest_charge: charge.id,
            payment_method: null,
            status: "requires_payment_method",
        },
        "payment_intent.payment_failed",
    );
}

function makeCharge(
    tx: Transaction,
    payment: StripeObject,
    paymentMethod: StripeObject,
    outcome: "charge" | "failedCharge",
): StripeObject {
    const built = objects[outcome](tx.scene({ paymentIntent: payment.id, paymentMethod: paymentMethod.id }));
    const amount = payment.amount as number;
    const { brand, last4 } = paymentMethod.card as { brand: string; last4: string };
    const details = built.payment_method_details as { card: object };
    return {
        ...built,
        amount,
        amount_captured: outcome === "charge" ? amount : 0,
        balance_transaction: null,
        billing_details: paymentMethod.billing_details,
        currency: payment.currency,
        customer: payment.customer,
        description: payment.description,
        metadata: payment.metadata,
        payment_method_details: {
            card: {
                ...details.card,
                amount_authorized: amount,
                brand,
                last4,
                network: brand,
                overcapture: { maximum_amount_capturable: amount, status: "unavailable" },
            },
            type: "card",
        },
    };
}
