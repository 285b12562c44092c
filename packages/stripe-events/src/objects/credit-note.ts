import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { list } from "./list";

/** A credit of one unit on the scene's invoice. */
export function creditNote(scene: Scene): JsonShape<Stripe.CreditNote> {
    const { amount } = scene.offer;
    const id = scene.id("creditNote");
    return {
        id,
        object: "credit_note",
        amount,
        amount_shipping: 0,
        created: scene.born,
        currency: scene.currency,
        customer: scene.id("customer"),
        customer_account: null,
        customer_balance_transaction: null,
        discount_amount: 0,
        discount_amounts: [],
        effective_at: scene.born,
        invoice: scene.id("invoice"),
        lines: list(`/v1/credit_notes/${id}/lines`, [creditNoteLine(scene)]),
        livemode: scene.livemode,
        memo: null,
        metadata: {},
        number: `${scene.text(8).toUpperCase()}-0001-CN-01`,
        out_of_band_amount: null,
        pdf: `https://pay.stripe.com/credit_notes/acct_example/test_${scene.text(40)}/pdf`,
        post_payment_amount: 0,
        pre_payment_amount: amount,
        pretax_credit_amounts: [],
        reason: "order_change",
        refunds: [],
        shipping_cost: null,
        status: "issued",
        subtotal: amount,
        subtotal_excluding_tax: amount,
        total: amount,
        total_excluding_tax: amount,
        total_taxes: [],
        type: "pre_payment",
        voided_at: null,
    };
}

function creditNoteLine(scene: Scene): JsonShape<Stripe.CreditNoteLineItem> {
    const { amount, name } = scene.offer;
    return {
        id: scene.id("creditNoteLine"),
        object: "credit_note_line_item",
        amount,
        description: `1 × ${name}`,
        discount_amount: 0,
        discount_amounts: [],
        invoice_line_item: scene.id("invoiceLine"),
        livemode: scene.livemode,
        metadata: {},
        pretax_credit_amounts: [],
        quantity: 1,
        tax_rates: [],
        taxes: [],
        type: "invoice_line_item",
        unit_amount: amount,
        unit_amount_decimal: amount.toString(),
    };
}
