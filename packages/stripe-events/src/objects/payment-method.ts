import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { address } from "./address";

/** The customer's card. */
export function paymentMethod(scene: Scene): JsonShape<Stripe.PaymentMethod> {
    return {
        id: scene.id("paymentMethod"),
        object: "payment_method",
        allow_redisplay: "unspecified",
        billing_details: billingDetails(scene),
        card: {
            brand: "visa",
            checks: { address_line1_check: "pass", address_postal_code_check: "pass", cvc_check: "pass" },
            country: "US",
            display_brand: "visa",
            exp_month: 8,
            exp_year: 2030,
            fingerprint: scene.text(16),
            funding: "credit",
            generated_from: null,
            last4: "4242",
            networks: { available: ["visa"], preferred: null },
            regulated_status: "unregulated",
            three_d_secure_usage: { supported: true },
            wallet: null,
        },
        created: scene.born,
        customer: scene.id("customer"),
        customer_account: null,
        livemode: scene.livemode,
        metadata: {},
        type: "card",
    };
}

/** Whose card it is. */
export function billingDetails({ person }: Scene): JsonShape<Stripe.PaymentMethod.BillingDetails> {
    return { address, email: person.email, name: person.name, phone: person.phone, tax_id: null };
}
