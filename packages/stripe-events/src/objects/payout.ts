import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** Money on its way to the business's bank account. */
export function payout(scene: Scene): JsonShape<Stripe.Payout> {
    return {
        id: scene.id("payout"),
        object: "payout",
        amount: scene.amount * 40,
        application_fee: null,
        application_fee_amount: null,
        arrival_date: scene.born + 2 * 24 * 60 * 60,
        automatic: true,
        balance_transaction: scene.id("balanceTransaction"),
        created: scene.born,
        currency: scene.currency,
        description: "STRIPE PAYOUT",
        destination: scene.id("bankAccount"),
        failure_balance_transaction: null,
        failure_code: null,
        failure_message: null,
        livemode: scene.livemode,
        metadata: {},
        method: "standard",
        original_payout: null,
        payout_method: null,
        reconciliation_status: "in_progress",
        reversed_by: null,
        source_type: "card",
        statement_descriptor: null,
        status: "pending",
        trace_id: null,
        type: "bank_account",
    };
}
