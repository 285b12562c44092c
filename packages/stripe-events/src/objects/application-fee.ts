import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { list } from "./list";

/** A platform's share, a tenth, of a connected account's charge. */
export function applicationFee(scene: Scene): JsonShape<Stripe.ApplicationFee> {
    const id = scene.id("applicationFee");
    return {
        id,
        object: "application_fee",
        account: scene.id("account"),
        amount: scene.amount / 10,
        amount_refunded: 0,
        application: `ca_${scene.text(32)}`,
        balance_transaction: scene.id("balanceTransaction"),
        charge: scene.id("charge"),
        created: scene.born,
        currency: scene.currency,
        fee_source: { charge: scene.id("charge"), type: "charge" },
        livemode: scene.livemode,
        originating_transaction: null,
        refunded: false,
        refunds: list(`/v1/application_fees/${id}/refunds`, []),
    };
}

/** The share given back. */
export function feeRefund(scene: Scene): JsonShape<Stripe.FeeRefund> {
    return {
        id: scene.id("feeRefund"),
        object: "fee_refund",
        amount: scene.amount / 10,
        balance_transaction: scene.id("balanceTransaction"),
        created: scene.born,
        currency: scene.currency,
        fee: scene.id("applicationFee"),
        metadata: {},
    };
}
