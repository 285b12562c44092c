import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { address } from "./address";

/** A bank debit in the form from before there were payment methods. */
export function source(scene: Scene): JsonShape<Stripe.Source> {
    const { person } = scene;
    return {
        id: scene.id("source"),
        object: "source",
        ach_debit: {
            bank_name: "STRIPE TEST BANK",
            country: "US",
            fingerprint: scene.text(16),
            last4: "6789",
            routing_number: "110000000",
            type: "individual",
        },
        allow_redisplay: "unspecified",
        amount: null,
        client_secret: `src_client_secret_${scene.text(24)}`,
        created: scene.born,
        currency: scene.currency,
        customer: scene.id("customer"),
        flow: "none",
        livemode: scene.livemode,
        metadata: {},
        owner: {
            address,
            email: person.email,
            name: person.name,
            phone: null,
            verified_address: null,
            verified_email: null,
            verified_name: null,
            verified_phone: null,
        },
        statement_descriptor: null,
        status: "chargeable",
        type: "ach_debit",
        usage: "reusable",
    };
}
