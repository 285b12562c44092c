import { ApiError } from "../../api-error";
import { findTestCard } from "../../billing/cards";
import { attach, createCard, findPaymentMethod } from "../../billing/payment-methods";
import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { find, updates } from "../operations";
import { filledText, hashOf, integer, metadata, oneOf, text } from "../params";
import { applyParams } from "../../apply-params";
import type { Operation, Resource } from "../resource";
import { address } from "./address";

const billingDetails = hashOf({ address, email: text, name: text, phone: text });
const redisplay = oneOf("always", "limited", "unspecified");

const create: Operation = {
    params: {
        allow_redisplay: redisplay,
        billing_details: billingDetails,
        card: hashOf({ cvc: filledText, exp_month: integer, exp_year: integer, number: filledText, token: filledText }),
        metadata,
        type: oneOf("card"),
    },
    required: ["type"],
    run: ({ tx, params: { card, type: _, ...given } }) => {
        const { token, number, exp_month = 8, exp_year = 2030 } = (card ?? {}) as Record<string, string | undefined>;
        const known = token === undefined ? readNumber(number) : findTestCard(token);
        if (known === undefined) {
            throw new ApiError(400, `Local Stripe does not know this card: give a token such as tok_visa.`, {
                code: "parameter_missing",
                param: "card",
            });
        }
        const made = createCard(tx, known);
        const patch = applyParams(made, given);
        return tx.update("payment_method", made.id, {
            ...patch,
            card: { ...(made.card as object), exp_month, exp_year },
        });
    },
};

function readNumber(number: string | undefined): { last4: string; brand: string } | undefined {
    const digits = number?.replaceAll(" ", "") ?? "";
    const isCard = /^\d{12,19}$/.test(digits);
    return isCard ? { last4: digits.slice(-4), brand: digits.startsWith("5") ? "mastercard" : "visa" } : undefined;
}

const attachTo: Operation<StripeObject> = {
    params: { customer: filledText },
    required: ["customer"],
    run: ({ tx, params: { customer: id } }, paymentMethod) => {
        const customer = find(tx, "customer", id, "customer");
        if (paymentMethod.customer !== null && paymentMethod.customer !== customer.id) {
            throw new ApiError(400, "The payment method you provided has already been attached to a customer.");
        }
        return attach(tx, paymentMethod, customer.id);
    },
};

const detach: Operation<StripeObject> = {
    params: {},
    run: ({ tx }, paymentMethod) => {
        if (paymentMethod.customer === null) {
            throw new ApiError(
                400,
                "The payment method you provided is not attached to a customer so detachment is impossible.",
            );
        }
        const after = tx.update("payment_method", paymentMethod.id, { customer: null });
        tx.emit("payment_method.detached", after, { customer: paymentMethod.customer });
        return after;
    },
};

export const paymentMethod: Resource = {
    kind: "payment_method",
    path: paths.payment_method,
    permission: "payment_method",
    create,
    update: updates(
        {
            allow_redisplay: redisplay,
            billing_details: billingDetails,
            card: hashOf({ exp_month: integer, exp_year: integer }),
            metadata,
        },
        "payment_method.updated",
    ),
    list: { filters: { customer: { param: filledText }, type: { param: oneOf("card") } } },
    actions: { attach: attachTo, detach },
    make: (tx, id) => (findTestCard(id) === undefined ? undefined : findPaymentMethod(tx, id, "id")),
};
