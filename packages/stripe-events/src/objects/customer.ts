import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { address } from "./address";

export function customer(scene: Scene): JsonShape<Stripe.Customer> {
    return {
        id: scene.id("customer"),
        object: "customer",
        address,
        balance: 0,
        created: scene.born,
        currency: scene.currency,
        customer_account: null,
        default_source: null,
        delinquent: false,
        description: null,
        discount: null,
        email: scene.person.email,
        invoice_prefix: scene.text(8).toUpperCase(),
        invoice_settings: {
            custom_fields: null,
            default_payment_method: scene.id("paymentMethod"),
            footer: null,
            rendering_options: null,
        },
        livemode: scene.livemode,
        metadata: {},
        name: scene.person.name,
        next_invoice_sequence: 2,
        phone: scene.person.phone,
        preferred_locales: ["en"],
        shipping: null,
        tax_exempt: "none",
        test_clock: null,
    };
}
