import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

export function promotionCode(scene: Scene): JsonShape<Stripe.PromotionCode> {
    return {
        id: scene.id("promotionCode"),
        object: "promotion_code",
        active: true,
        code: scene.text(8).toUpperCase(),
        created: scene.born,
        customer: null,
        customer_account: null,
        expires_at: null,
        livemode: scene.livemode,
        max_redemptions: 100,
        metadata: {},
        promotion: { coupon: scene.id("coupon"), type: "coupon" },
        restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
        times_redeemed: 0,
    };
}
