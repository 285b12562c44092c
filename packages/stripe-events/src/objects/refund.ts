import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** A refund of the scene's whole charge. */
export function refund(scene: Scene): JsonShape<Stripe.Refund> {
    return {
        id: scene.id("refund"),
        object: "refund",
        amount: scene.amount,
        balance_transaction: scene.id("balanceTransaction"),
        charge: scene.id("charge"),
        created: scene.born,
        currency: scene.currency,
        customer: scene.id("customer"),
        customer_account: null,
        destination_details: {
            card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
            type: "card",
        },
        metadata: {},
        payment_intent: scene.id("paymentIntent"),
        payment_method: scene.id("paymentMethod"),
        reason: "requested_by_customer",
        receipt_number: null,
        source_transfer_reversal: null,
        status: "succeeded",
        transfer_reversal: null,
    };
}
