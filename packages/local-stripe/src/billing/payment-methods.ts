import { objects } from "stripe-events";

import { missing } from "../api-error";
import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { findTestCard } from "./cards";

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

/** A card that belongs to nobody yet. */
export function createCard(
    tx: Transaction,
    card: { last4: string; brand: string },
    members: object = {},
): StripeObject {
    const built = objects.paymentMethod(tx.scene());
    return tx.create({
        ...built,
        billing_details: { address: noAddress, email: null, name: null, phone: null, tax_id: null },
        card: {
            ...built.card,
            ...card,
            display_brand: card.brand,
            networks: { available: [card.brand], preferred: null },
        },
        customer: null,
        ...members,
    });
}

/**
 * The payment method of this id; one of Stripe's names for tests, such as `pm_card_visa`, makes a new one.
 *
 * @throws ApiError that names the parameter when there is none
 */
export function findPaymentMethod(tx: Transaction, id: string, param: string): StripeObject {
    const card = findTestCard(id);
    const found = card === undefined ? tx.get("payment_method", id) : createCard(tx, card);
    if (found === undefined) {
        throw missing("PaymentMethod", id, param);
    }
    return found;
}

/** Makes it the customer's. */
export function attach(tx: Transaction, paymentMethod: StripeObject, customer: string): StripeObject {
    return tx.update("payment_method", paymentMethod.id, { customer }, "payment_method.attached");
}

/** What a subscription, or else its customer, pays with. */
export function findDefaultPaymentMethod(
    tx: Transaction,
    customer: StripeObject | undefined,
    own: unknown,
): StripeObject | undefined {
    const settings = customer?.invoice_settings as { default_payment_method?: string | null } | undefined;
    const id = typeof own === "string" ? own : settings?.default_payment_method;
    return typeof id === "string" ? tx.get("payment_method", id) : undefined;
}
