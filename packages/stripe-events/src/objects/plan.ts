import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/**
 * The price in the form from before there were prices; Stripe still sends both.
 *
 * @param created when the plan was made, in seconds since the epoch
 */
export function plan(scene: Scene, created = scene.born): JsonShape<Stripe.Plan> {
    return {
        id: scene.id("price"),
        object: "plan",
        active: true,
        amount: scene.offer.amount,
        amount_decimal: scene.offer.amount.toString(),
        billing_scheme: "per_unit",
        created,
        currency: scene.currency,
        interval: "month",
        interval_count: 1,
        livemode: scene.livemode,
        metadata: {},
        meter: null,
        nickname: null,
        product: scene.id("product"),
        tiers_mode: null,
        transform_usage: null,
        trial_period_days: null,
        usage_type: "licensed",
    };
}
