import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

export function discount(scene: Scene): JsonShape<Stripe.Discount> {
    return {
        id: scene.id("discount"),
        object: "discount",
        checkout_session: null,
        customer: scene.id("customer"),
        customer_account: null,
        end: scene.born + 90 * 24 * 60 * 60,
        invoice: null,
        invoice_item: null,
        promotion_code: null,
        source: { coupon: scene.id("coupon"), type: "coupon" },
        start: scene.born,
        subscription: scene.id("subscription"),
        subscription_item: null,
    };
}
