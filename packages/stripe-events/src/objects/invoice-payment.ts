import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** A payment intent's payment of an invoice. */
export function invoicePayment(scene: Scene): JsonShape<Stripe.InvoicePayment> {
    return {
        id: scene.id("invoicePayment"),
        object: "invoice_payment",
        amount_paid: scene.amount,
        amount_requested: scene.amount,
        created: scene.born,
        currency: scene.currency,
        invoice: scene.id("invoice"),
        is_default: true,
        livemode: scene.livemode,
        payment: { payment_intent: scene.id("paymentIntent"), type: "payment_intent" },
        status: "paid",
        status_transitions: { canceled_at: null, paid_at: scene.now },
    };
}
