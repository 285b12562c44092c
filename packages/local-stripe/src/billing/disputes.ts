import { objects } from "stripe-events";

import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";

/** The customer disputes a charge at the bank: what nobody can do through Stripe's API. */
export function openDispute(tx: Transaction, chargeId: string, reason = "fraudulent"): StripeObject {
    const charge = tx.update("charge", chargeId, { disputed: true }, "charge.updated");
    return tx.create(
        {
            ...objects.dispute(tx.scene({ charge: chargeId })),
            amount: charge.amount,
            currency: charge.currency,
            payment_intent: charge.payment_intent,
            reason,
        },
        "charge.dispute.created",
    );
}

/** Ends a dispute. */
export function closeDispute(tx: Transaction, id: string, status: "lost" | "won"): StripeObject {
    return tx.update("dispute", id, { status }, "charge.dispute.closed");
}
