import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** The keeping of a card for later, before the customer has given one. */
export function setupIntent(scene: Scene): JsonShape<Stripe.SetupIntent> {
    const id = scene.id("setupIntent");
    return {
        id,
        object: "setup_intent",
        allowed_payment_method_types: null,
        application: null,
        automatic_payment_methods: null,
        cancellation_reason: null,
        client_secret: `${id}_secret_${scene.text(25)}`,
        created: scene.born,
        customer: scene.id("customer"),
        customer_account: null,
        description: null,
        excluded_payment_method_types: null,
        flow_directions: null,
        last_setup_error: null,
        latest_attempt: null,
        livemode: scene.livemode,
        mandate: null,
        metadata: {},
        next_action: null,
        on_behalf_of: null,
        payment_method: null,
        payment_method_configuration_details: null,
        payment_method_options: {
            card: { mandate_options: null, network: null, request_three_d_secure: "automatic" },
        },
        payment_method_types: ["card"],
        single_use_mandate: null,
        status: "requires_payment_method",
        usage: "off_session",
    };
}
