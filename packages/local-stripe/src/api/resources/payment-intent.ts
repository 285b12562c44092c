import { ApiError } from "../../api-error";
import { applyParams } from "../../apply-params";
import { findPaymentMethod } from "../../billing/payment-methods";
import { capturePayment, chargePayment, createPayment, toCardError } from "../../billing/payments";
import type { StripeObject } from "../../state/stripe-object";
import type { Transaction } from "../../state/transaction";
import { paths } from "../../state/urls";
import { find } from "../operations";
import { boolean, filledText, hashOf, integer, listOf, metadata, oneOf, text, type Params } from "../params";
import type { Operation, Resource } from "../resource";
import { shipping } from "./address";

const futureUsage = oneOf("", "off_session", "on_session");

const params: Params = {
    amount: integer,
    currency: filledText,
    customer: filledText,
    description: text,
    metadata,
    payment_method: filledText,
    payment_method_types: listOf(filledText),
    receipt_email: text,
    setup_future_usage: futureUsage,
    shipping,
    statement_descriptor: text,
    statement_descriptor_suffix: text,
};

/** What a confirmation takes that changes nothing here: no page and no second factor follows. */
const confirmation: Params = { off_session: boolean, return_url: filledText };

const create: Operation = {
    params: {
        ...params,
        ...confirmation,
        automatic_payment_methods: hashOf({ allow_redirects: oneOf("always", "never"), enabled: boolean }, ["enabled"]),
        capture_method: oneOf("automatic", "automatic_async", "manual"),
        confirm: boolean,
    },
    required: ["amount", "currency"],
    run: ({ tx, params: { confirm: isConfirmed, off_session: _, return_url: __, ...given } }) => {
        if ((given.amount as number) < 1) {
            throw new ApiError(400, "This value must be greater than or equal to 1.", {
                code: "parameter_invalid_integer",
                param: "amount",
            });
        }
        if (given.customer !== undefined) {
            find(tx, "customer", given.customer, "customer");
        }
        const payment = createPayment(tx, {
            ...applyParams({}, takePaymentMethod(tx, given)),
            amount: given.amount as number,
            currency: (given.currency as string).toLowerCase(),
        });
        return isConfirmed === true ? confirmPayment(tx, payment) : payment;
    },
};

const update: Operation<StripeObject> = {
    params,
    run: ({ tx, params: given }, payment) => {
        expectStatus(payment, ["requires_payment_method", "requires_confirmation"], "updated");
        const patch = applyParams(payment, takePaymentMethod(tx, given));
        const status = "payment_method" in patch ? { status: "requires_confirmation" } : {};
        // Stripe has no event for this.
        return tx.update("payment_intent", payment.id, { ...patch, ...status });
    },
};

const confirm: Operation<StripeObject> = {
    params: { ...confirmation, payment_method: filledText, setup_future_usage: futureUsage },
    run: ({ tx, params: given }, payment) => {
        const { payment_method: id } = takePaymentMethod(tx, given);
        return confirmPayment(tx, id === undefined ? payment : { ...payment, payment_method: id });
    },
};

const cancel: Operation<StripeObject> = {
    params: { cancellation_reason: oneOf("abandoned", "duplicate", "fraudulent", "requested_by_customer") },
    run: ({ tx, params: { cancellation_reason: reason = null } }, payment) => {
        expectStatus(payment, ["requires_payment_method", "requires_confirmation", "requires_capture"], "canceled");
        return tx.update(
            "payment_intent",
            payment.id,
            { amount_capturable: 0, canceled_at: tx.seconds, cancellation_reason: reason, status: "canceled" },
            "payment_intent.canceled",
        );
    },
};

const capture: Operation<StripeObject> = {
    params: { amount_to_capture: integer },
    run: ({ tx, params: { amount_to_capture: amount } }, payment) => {
        expectStatus(payment, ["requires_capture"], "captured");
        const all = payment.amount_capturable as number;
        const wanted = (amount as number | undefined) ?? all;
        if (wanted > all || wanted < 1) {
            throw new ApiError(400, `The amount to capture (${wanted}) is not between 1 and ${all}.`, {
                code: "amount_too_large",
                param: "amount_to_capture",
            });
        }
        return capturePayment(tx, payment, wanted);
    },
};

/** Declined, it answers the card's error, and what was tried remains. */
function confirmPayment(tx: Transaction, payment: StripeObject): StripeObject | ApiError {
    expectStatus(payment, ["requires_payment_method", "requires_confirmation"], "confirmed");
    const paymentMethod =
        typeof payment.payment_method === "string" ? tx.get("payment_method", payment.payment_method) : undefined;
    if (paymentMethod === undefined) {
        throw new ApiError(
            400,
            "You cannot confirm this PaymentIntent because it's missing a payment method. Update the PaymentIntent with " +
                "a payment method, or provide one when you confirm it.",
            { code: "payment_intent_unexpected_state" },
        );
    }
    const after = chargePayment(tx, payment, paymentMethod);
    return after.status === "requires_payment_method" ? toCardError(after) : after;
}

function takePaymentMethod(tx: Transaction, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { payment_method: id } = given;
    return id === undefined
        ? { ...given }
        : { ...given, payment_method: findPaymentMethod(tx, id as string, "payment_method").id };
}

function expectStatus(payment: StripeObject, statuses: readonly string[], what: string): void {
    if (!statuses.includes(payment.status as string)) {
        throw new ApiError(
            400,
            `This PaymentIntent could not be ${what} because it has a status of ${payment.status as string}. ` +
                `Only a PaymentIntent with one of the following statuses may be ${what}: ${statuses.join(", ")}.`,
            { code: "payment_intent_unexpected_state" },
        );
    }
}

export const paymentIntent: Resource = {
    kind: "payment_intent",
    isSearchable: true,
    path: paths.payment_intent,
    permission: "payment_intent",
    create,
    update,
    list: { filters: { customer: { param: filledText } } },
    actions: { cancel, capture, confirm },
};
