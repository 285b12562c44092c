import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** The customer's consent to be charged again. */
export function mandate(scene: Scene): JsonShape<Stripe.Mandate> {
    return {
        id: scene.id("mandate"),
        object: "mandate",
        customer_acceptance: {
            accepted_at: scene.born,
            online: { ip_address: "203.0.113.7", user_agent: "Mozilla/5.0" },
            type: "online",
        },
        livemode: scene.livemode,
        multi_use: {},
        payment_method: scene.id("paymentMethod"),
        payment_method_details: {
            sepa_debit: { reference: scene.text(16).toUpperCase(), url: "https://hooks.stripe.com/mandates/example" },
            type: "sepa_debit",
        },
        status: "active",
        type: "multi_use",
    };
}
