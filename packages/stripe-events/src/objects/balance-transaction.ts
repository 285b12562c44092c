import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/**
 * A dispute's movement on the balance.
 *
 * @param amount what is moved, negative when it is taken, in the currency's smallest unit
 * @param fee what Stripe keeps of it
 */
export function disputeTransaction(scene: Scene, amount: number, fee: number): JsonShape<Stripe.BalanceTransaction> {
    return {
        id: scene.id("balanceTransaction"),
        object: "balance_transaction",
        amount,
        available_on: scene.now + 2 * 24 * 60 * 60,
        balance_type: "payments",
        created: scene.now,
        currency: scene.currency,
        description: amount < 0 ? "Chargeback withdrawal" : "Chargeback reversal",
        exchange_rate: null,
        fee,
        fee_details:
            fee === 0
                ? []
                : [
                      {
                          amount: fee,
                          application: null,
                          currency: scene.currency,
                          description: "Dispute fee",
                          type: "stripe_fee",
                      },
                  ],
        net: amount - fee,
        reporting_category: amount < 0 ? "dispute" : "dispute_reversal",
        source: scene.id("dispute"),
        status: "pending",
        type: "adjustment",
    };
}
