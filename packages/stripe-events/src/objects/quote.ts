import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

type Quote = JsonShape<Stripe.Quote>;

const month = 30 * 24 * 60 * 60;
const totals = { amount_discount: 0, amount_shipping: 0, amount_tax: 0 };

/** An offer to the customer, still a draft. */
export function quote(scene: Scene): Quote {
    const { amount } = scene;
    return {
        id: scene.id("quote"),
        object: "quote",
        amount_subtotal: amount,
        amount_total: amount,
        application: null,
        application_fee_amount: null,
        application_fee_percent: null,
        automatic_tax: { enabled: false, liability: null, provider: null, status: null },
        collection_method: "charge_automatically",
        computed: {
            recurring: {
                amount_subtotal: amount,
                amount_total: amount,
                interval: "month",
                interval_count: 1,
                total_details: totals,
            },
            upfront: { amount_subtotal: amount, amount_total: amount, total_details: totals },
        },
        created: scene.born,
        currency: scene.currency,
        customer: scene.id("customer"),
        customer_account: null,
        default_tax_rates: [],
        description: null,
        discounts: [],
        expires_at: scene.born + month,
        footer: null,
        from_quote: null,
        header: null,
        invoice: null,
        invoice_settings: {
            custom_fields: null,
            days_until_due: null,
            description: null,
            footer: null,
            issuer: { type: "self" },
        },
        livemode: scene.livemode,
        metadata: {},
        number: null,
        on_behalf_of: null,
        status: "draft",
        status_transitions: { accepted_at: null, canceled_at: null, finalized_at: null },
        subscription: null,
        subscription_data: {
            billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible" },
            description: null,
            effective_date: null,
            metadata: {},
            trial_period_days: null,
        },
        subscription_schedule: null,
        test_clock: null,
        total_details: totals,
        transfer_data: null,
    };
}

/** The offer once the customer can accept it. */
export function openQuote(scene: Scene): Quote {
    const draft = quote(scene);
    return {
        ...draft,
        number: `QT-${scene.text(8).toUpperCase()}-0001-1`,
        status: "open",
        status_transitions: { ...draft.status_transitions, finalized_at: scene.born },
    };
}
