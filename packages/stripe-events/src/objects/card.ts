import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { address } from "./address";

/** A card as a customer's source: the older way to keep one. */
export function card(scene: Scene): JsonShape<Stripe.Card> {
    return {
        id: scene.id("card"),
        object: "card",
        address_city: address.city,
        address_country: address.country,
        address_line1: address.line1,
        address_line1_check: "pass",
        address_line2: null,
        address_state: address.state,
        address_zip: address.postal_code,
        address_zip_check: "pass",
        brand: "Visa",
        country: "US",
        customer: scene.id("customer"),
        cvc_check: "pass",
        dynamic_last4: null,
        exp_month: 8,
        exp_year: 2030,
        fingerprint: scene.text(16),
        funding: "credit",
        last4: "4242",
        metadata: {},
        name: scene.person.name,
        regulated_status: "unregulated",
        tokenization_method: null,
    };
}
