import { objects } from "stripe-events";

import { applyParams } from "../../apply-params";
import { attach, findPaymentMethod } from "../../billing/payment-methods";
import { cancelSubscription } from "../../billing/subscriptions";
import type { StripeObject } from "../../state/stripe-object";
import type { Transaction } from "../../state/transaction";
import { paths } from "../../state/urls";
import { creates, removes } from "../operations";
import { filledText, hashOf, integer, listOf, metadata, oneOf, text, type Params } from "../params";
import type { Operation, Resource } from "../resource";
import { address, shipping } from "./address";

const params: Params = {
    address,
    balance: integer,
    description: text,
    email: text,
    invoice_prefix: filledText,
    invoice_settings: hashOf({ default_payment_method: text, footer: text }),
    metadata,
    name: text,
    next_invoice_sequence: integer,
    phone: text,
    preferred_locales: listOf(filledText),
    shipping,
    tax_exempt: oneOf("none", "exempt", "reverse"),
};

const make = creates(buildCustomer, params);

const create: Operation = {
    params: { ...params, payment_method: filledText },
    run: ({ tx, params: { payment_method: id, ...rest } }) => {
        const object = make.run({ tx, params: rest }) as StripeObject;
        tx.emit("customer.created", object);
        if (id !== undefined) {
            attach(tx, findPaymentMethod(tx, id as string, "payment_method"), object.id);
        }
        return object;
    },
};

const update: Operation<StripeObject> = {
    params,
    run: ({ tx, params: given }, customer) => {
        const patch = applyParams(customer, given);
        const { default_payment_method: id } = (given.invoice_settings ?? {}) as { default_payment_method?: string };
        if (typeof id === "string") {
            const found = findPaymentMethod(tx, id, "invoice_settings[default_payment_method]");
            patch.invoice_settings = { ...(patch.invoice_settings as object), default_payment_method: found.id };
        }
        return tx.update("customer", customer.id, patch, "customer.updated");
    },
};

/** Stripe cancels a deleted customer's subscriptions: https://docs.stripe.com/api/customers/delete */
function release(tx: Transaction, { id }: StripeObject): void {
    for (const subscription of tx.find("subscription", { customer: id })) {
        if (subscription.status !== "canceled") {
            cancelSubscription(tx, subscription);
        }
    }
    for (const { id: card } of tx.find("payment_method", { customer: id })) {
        tx.update("payment_method", card, { customer: null });
    }
}

function buildCustomer(tx: Transaction): StripeObject {
    const built = objects.customer(tx.scene());
    return {
        ...built,
        address: null,
        currency: null,
        email: null,
        invoice_settings: { ...built.invoice_settings, default_payment_method: null },
        name: null,
        next_invoice_sequence: 1,
        phone: null,
        preferred_locales: [],
    };
}

export const customer: Resource = {
    kind: "customer",
    isSearchable: true,
    path: paths.customer,
    permission: "customer",
    create,
    update,
    remove: removes("customer.deleted", release),
    list: { filters: { email: { param: filledText } } },
    nested: { payment_methods: { kind: "payment_method", member: "customer" } },
    includable: {
        subscriptions: { kind: "subscription", member: "customer", path: "/v1/customers/ID/subscriptions" },
    },
};
