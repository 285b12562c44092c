import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { address } from "./address";
import { invoiceLine } from "./invoice-line";
import { list } from "./list";

type Invoice = JsonShape<Stripe.Invoice>;

const hour = 60 * 60;

/** A subscription's invoice as it begins: a draft. */
export function invoice(scene: Scene): Invoice {
    const { amount } = scene;
    return {
        id: scene.id("invoice"),
        object: "invoice",
        account_country: "US",
        account_name: "Example Software, Inc.",
        account_tax_ids: null,
        amount_due: amount,
        amount_overpaid: 0,
        amount_paid: 0,
        amount_remaining: amount,
        amount_shipping: 0,
        application: null,
        attempt_count: 0,
        attempted: false,
        auto_advance: true,
        automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
        automatically_finalizes_at: scene.born + hour,
        billing_reason: "subscription_cycle",
        collection_method: "charge_automatically",
        created: scene.born,
        currency: scene.currency,
        custom_fields: null,
        customer: scene.id("customer"),
        customer_account: null,
        customer_address: address,
        customer_email: scene.person.email,
        customer_name: scene.person.name,
        customer_phone: scene.person.phone,
        customer_shipping: null,
        customer_tax_exempt: "none",
        customer_tax_ids: [],
        default_payment_method: null,
        default_source: null,
        default_tax_rates: [],
        description: null,
        discounts: [],
        due_date: null,
        effective_at: null,
        ending_balance: null,
        footer: null,
        from_invoice: null,
        hosted_invoice_url: null,
        invoice_pdf: null,
        issuer: { type: "self" },
        last_finalization_error: null,
        latest_revision: null,
        lines: list(`/v1/invoices/${scene.id("invoice")}/lines`, [invoiceLine(scene)]),
        livemode: scene.livemode,
        metadata: {},
        next_payment_attempt: scene.born + hour,
        number: null,
        on_behalf_of: null,
        parent: {
            quote_details: null,
            subscription_details: { metadata: {}, subscription: scene.id("subscription") },
            type: "subscription_details",
        },
        payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
        period_end: scene.born,
        period_start: scene.born - 30 * 24 * hour,
        post_payment_credit_notes_amount: 0,
        pre_payment_credit_notes_amount: 0,
        receipt_number: null,
        rendering: null,
        shipping_cost: null,
        shipping_details: null,
        starting_balance: 0,
        statement_descriptor: null,
        status: "draft",
        status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
        subtotal: amount,
        subtotal_excluding_tax: amount,
        test_clock: null,
        total: amount,
        total_discount_amounts: [],
        total_excluding_tax: amount,
        total_pretax_credit_amounts: [],
        total_taxes: [],
        webhooks_delivered_at: scene.born,
    };
}

/** The invoice once it is final: it has a number, and pages that the customer may see. */
export function openInvoice(scene: Scene): Invoice {
    const draft = invoice(scene);
    const page = `https://invoice.stripe.com/i/acct_example/test_${scene.text(40)}`;
    const finalizedAt = scene.born + hour <= scene.now ? scene.born + hour : scene.born;
    return {
        ...draft,
        automatically_finalizes_at: null,
        effective_at: finalizedAt,
        ending_balance: 0,
        hosted_invoice_url: page,
        invoice_pdf: `${page}/pdf`,
        number: `${scene.text(8).toUpperCase()}-0001`,
        status: "open",
        status_transitions: { ...draft.status_transitions, finalized_at: finalizedAt },
    };
}

/** The invoice after a payment that the bank declined; Stripe tries again in three days. */
export function failedInvoice(scene: Scene): Invoice {
    return {
        ...openInvoice(scene),
        attempt_count: 1,
        attempted: true,
        next_payment_attempt: scene.now + 3 * 24 * hour,
    };
}

/** The invoice once it is paid. */
export function paidInvoice(scene: Scene): Invoice {
    const open = openInvoice(scene);
    return {
        ...open,
        amount_paid: open.amount_due,
        amount_remaining: 0,
        attempt_count: 1,
        attempted: true,
        auto_advance: false,
        next_payment_attempt: null,
        status: "paid",
        status_transitions: { ...open.status_transitions, paid_at: scene.now },
    };
}
