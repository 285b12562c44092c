import Stripe from "stripe";

/**
 * The value of the header `Stripe-Signature` for a body, made by Stripe's own library.
 *
 * @param payload the body, exactly as it is sent
 * @param secret the endpoint's signing secret, `whsec_…`
 * @param timestamp when it is signed, in seconds since the epoch. @default now
 */
export function sign(payload: string, secret: string, timestamp?: number): string {
    return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}
