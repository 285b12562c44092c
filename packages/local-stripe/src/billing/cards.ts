import type { StripeObject } from "../state/stripe-object";

/** How a card behaves, by its last four digits: https://docs.stripe.com/testing */
const behaviors: Readonly<Record<string, CardBehavior>> = {
    "0002": { declines: "generic_decline", message: "Your card was declined." },
    "0259": { isDisputed: true },
    "0341": { declines: "generic_decline", message: "Your card was declined." },
    "9995": { declines: "insufficient_funds", message: "Your card has insufficient funds." },
};

export interface CardBehavior {
    /** The decline code. Left out when payments succeed. */
    declines?: string;
    message?: string;
    /** Whether each payment is disputed. */
    isDisputed?: boolean;
}

/** Stripe's payment methods for tests, and the ends of their numbers. */
const testCards: Readonly<Record<string, { last4: string; brand: string }>> = {
    pm_card_chargeCustomerFail: { last4: "0341", brand: "visa" },
    pm_card_createDispute: { last4: "0259", brand: "visa" },
    pm_card_mastercard: { last4: "4444", brand: "mastercard" },
    pm_card_visa: { last4: "4242", brand: "visa" },
    pm_card_visa_chargeDeclined: { last4: "0002", brand: "visa" },
    pm_card_visa_chargeDeclinedInsufficientFunds: { last4: "9995", brand: "visa" },
};

/** The card that one of Stripe's names for tests stands for, such as `pm_card_visa` or `tok_visa`. */
export function findTestCard(name: string): { last4: string; brand: string } | undefined {
    const id = name.replace(/^tok_/, "pm_card_");
    return Object.hasOwn(testCards, id) ? testCards[id] : undefined;
}

/** How payments with a payment method go. */
export function findBehavior(paymentMethod: StripeObject | undefined): CardBehavior {
    const { last4 = "" } = (paymentMethod?.card ?? {}) as { last4?: string };
    return Object.hasOwn(behaviors, last4) ? (behaviors[last4] ?? {}) : {};
}
