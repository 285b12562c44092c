import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { list } from "./list";

/** Money that the platform passes on to a connected account. */
export function transfer(scene: Scene): JsonShape<Stripe.Transfer> {
    const id = scene.id("transfer");
    return {
        id,
        object: "transfer",
        amount: scene.amount,
        amount_reversed: 0,
        balance_transaction: scene.id("balanceTransaction"),
        created: scene.born,
        currency: scene.currency,
        description: null,
        destination: scene.id("account"),
        livemode: scene.livemode,
        metadata: {},
        reversals: list(`/v1/transfers/${id}/reversals`, []),
        reversed: false,
        source_transaction: scene.id("charge"),
        source_type: "card",
        transfer_group: null,
    };
}
