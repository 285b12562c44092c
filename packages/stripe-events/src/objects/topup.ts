import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** Money that the business adds to its Stripe balance. */
export function topup(scene: Scene): JsonShape<Stripe.Topup> {
    return {
        id: scene.id("topup"),
        object: "topup",
        amount: scene.amount * 10,
        balance_transaction: null,
        created: scene.born,
        currency: scene.currency,
        description: "Top-up for refunds",
        expected_availability_date: scene.born + 5 * 24 * 60 * 60,
        failure_code: null,
        failure_message: null,
        initiated_by: "user",
        livemode: scene.livemode,
        metadata: {},
        source: null,
        statement_descriptor: null,
        status: "pending",
        transfer_group: null,
    };
}
