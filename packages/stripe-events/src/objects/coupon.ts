import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

export function coupon(scene: Scene): JsonShape<Stripe.Coupon> {
    return {
        id: scene.id("coupon"),
        object: "coupon",
        amount_off: null,
        created: scene.born,
        currency: null,
        duration: "repeating",
        duration_in_months: 3,
        livemode: scene.livemode,
        max_redemptions: null,
        metadata: {},
        name: "25% off for 3 months",
        percent_off: 25,
        redeem_by: null,
        times_redeemed: 0,
        valid: true,
    };
}
