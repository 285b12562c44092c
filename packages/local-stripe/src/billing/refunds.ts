import { objects } from "stripe-events";

import { ApiError, missing } from "../api-error";
import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";

/**
 * Gives back a charge's money, or part of it.
 *
 * @param members of the refund
 * @throws ApiError when so much is not left
 */
export function refundCharge(
    tx: Transaction,
    chargeId: string,
    amount: number | undefined,
    members: object = {},
): StripeObject {
    const charge = tx.get("charge", chargeId);
    if (charge === undefined) {
        throw missing("charge", chargeId, "charge");
    }
    const refunded = charge.amount_refunded as number;
    const left = (charge.amount_captured as number) - refunded;
    if (charge.status !== "succeeded" || left === 0) {
        const code = charge.refunded === true ? "charge_already_refunded" : "charge_not_refundable";
        const state = charge.refunded === true ? "has already been refunded" : "cannot be refunded";
        throw new ApiError(400, `Charge ${chargeId} ${state}.`, { code });
    }
    const wanted = amount ?? left;
    if (wanted > left || wanted < 1) {
        throw new ApiError(400, `Refund amount (${wanted}) is not between 1 and what is left of the charge (${left})`, {
            param: "amount",
        });
    }
    const refund = tx.create(
        {
            ...objects.refund(tx.scene()),
            amount: wanted,
            balance_transaction: null,
            charge: chargeId,
            currency: charge.currency,
            customer: charge.customer,
            payment_intent: charge.payment_intent,
            payment_method: charge.payment_method,
            reason: null,
            ...members,
        },
        "refund.created",
    );
    const total = refunded + wanted;
    const changes = { amount_refunded: total, refunded: total === charge.amount };
    const after = tx.update("charge", chargeId, changes);
    tx.emit("charge.refunded", after, { amount_refunded: refunded, ...(changes.refunded ? { refunded: false } : {}) });
    return refund;
}
