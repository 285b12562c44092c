import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** @param created when the price was made, in seconds since the epoch */
export function price(scene: Scene, created = scene.born): JsonShape<Stripe.Price> {
    return {
        id: scene.id("price"),
        object: "price",
        active: true,
        billing_scheme: "per_unit",
        created,
        currency: scene.currency,
        custom_unit_amount: null,
        livemode: scene.livemode,
        lookup_key: `${scene.offer.name.toLowerCase()}_monthly`,
        metadata: {},
        nickname: null,
        product: scene.id("product"),
        recurring: {
            interval: "month",
            interval_count: 1,
            meter: null,
            trial_period_days: null,
            usage_type: "licensed",
        },
        tax_behavior: "unspecified",
        tiers_mode: null,
        transform_quantity: null,
        type: "recurring",
        unit_amount: scene.offer.amount,
        unit_amount_decimal: scene.offer.amount.toString(),
    };
}
