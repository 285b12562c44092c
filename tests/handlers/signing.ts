import Stripe from "stripe";

/** A `Stripe-Signature` header by Stripe's own library. */
export function signed(payload: string, secret: string, timestamp: number): string {
    return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}
