import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** What the business has with Stripe. */
export function balance(scene: Scene): JsonShape<Stripe.Balance> {
    const { amount, currency } = scene;
    return {
        object: "balance",
        available: [{ amount: amount * 40, currency, source_types: { card: amount * 40 } }],
        connect_reserved: [{ amount: 0, currency }],
        livemode: scene.livemode,
        pending: [{ amount: amount * 3, currency, source_types: { card: amount * 3 } }],
    };
}
