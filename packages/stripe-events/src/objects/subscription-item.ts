import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { plan } from "./plan";
import { price } from "./price";

export function subscriptionItem(scene: Scene, quantity = scene.quantity): JsonShape<Stripe.SubscriptionItem> {
    return {
        id: scene.id("subscriptionItem"),
        object: "subscription_item",
        billing_thresholds: null,
        created: scene.born,
        current_period_end: scene.periodEnd,
        current_period_start: scene.born,
        current_trial: null,
        discounts: [],
        metadata: {},
        plan: plan(scene, scene.past),
        price: price(scene, scene.past),
        quantity,
        subscription: scene.id("subscription"),
        tax_rates: [],
    };
}
