import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** A payment that waits for a person's judgement. */
export function review(scene: Scene): JsonShape<Stripe.Review> {
    return {
        id: scene.id("review"),
        object: "review",
        billing_zip: "94080",
        charge: scene.id("charge"),
        closed_reason: null,
        created: scene.born,
        ip_address: "203.0.113.7",
        ip_address_location: {
            city: "San Francisco",
            country: "US",
            latitude: 37.7749,
            longitude: -122.4194,
            region: "CA",
        },
        livemode: scene.livemode,
        open: true,
        opened_reason: "rule",
        payment_intent: scene.id("paymentIntent"),
        reason: "rule",
        session: { browser: "Firefox", device: "Other", platform: "Linux", version: "145.0" },
    };
}

/** The card network's word that a charge is likely fraud. */
export function earlyFraudWarning(scene: Scene): JsonShape<Stripe.Radar.EarlyFraudWarning> {
    return {
        id: scene.id("earlyFraudWarning"),
        object: "radar.early_fraud_warning",
        actionable: true,
        charge: scene.id("charge"),
        created: scene.born,
        fraud_type: "unauthorized_use_of_card",
        livemode: scene.livemode,
        payment_intent: scene.id("paymentIntent"),
    };
}
