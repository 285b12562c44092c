import type Stripe from "stripe";

/** Where everyone in the made-up business lives. */
export const address = {
    city: "San Francisco",
    country: "US",
    line1: "354 Oyster Point Blvd",
    line2: null,
    postal_code: "94080",
    state: "CA",
} satisfies Stripe.Address;
