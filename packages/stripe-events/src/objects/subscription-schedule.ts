import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

type Schedule = JsonShape<Stripe.SubscriptionSchedule>;
type Phase = JsonShape<Stripe.SubscriptionSchedule.Phase>;

const days = 24 * 60 * 60;

/** A plan for the scene's subscription: two months as it is, then a seat more. */
export function subscriptionSchedule(scene: Scene): Schedule {
    const turn = scene.born + 60 * days;
    return {
        id: scene.id("schedule"),
        object: "subscription_schedule",
        application: null,
        billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: scene.born },
        canceled_at: null,
        completed_at: null,
        created: scene.born,
        current_phase: { end_date: turn, start_date: scene.born },
        customer: scene.id("customer"),
        customer_account: null,
        default_settings: {
            application_fee_percent: null,
            automatic_tax: { disabled_reason: null, enabled: false, liability: null },
            billing_cycle_anchor: "automatic",
            billing_thresholds: null,
            collection_method: "charge_automatically",
            default_payment_method: scene.id("paymentMethod"),
            description: null,
            invoice_settings: {
                account_tax_ids: null,
                custom_fields: null,
                days_until_due: null,
                description: null,
                footer: null,
                issuer: { type: "self" },
            },
            on_behalf_of: null,
            transfer_data: null,
        },
        end_behavior: "release",
        livemode: scene.livemode,
        metadata: {},
        pause_schedules: [],
        phases: [
            phase(scene, scene.quantity, scene.born, turn),
            phase(scene, scene.quantity + 1, turn, turn + 60 * days),
        ],
        released_at: null,
        released_subscription: null,
        status: "active",
        subscription: scene.id("subscription"),
        test_clock: null,
    };
}

function phase(scene: Scene, quantity: number, start: number, end: number): Phase {
    return {
        add_invoice_items: [],
        application_fee_percent: null,
        billing_cycle_anchor: null,
        billing_thresholds: null,
        collection_method: null,
        currency: scene.currency,
        default_payment_method: null,
        default_tax_rates: [],
        description: null,
        discounts: [],
        end_date: end,
        invoice_settings: null,
        items: [
            {
                billing_thresholds: null,
                discounts: [],
                metadata: {},
                plan: scene.id("price"),
                price: scene.id("price"),
                quantity,
                tax_rates: [],
            },
        ],
        metadata: {},
        on_behalf_of: null,
        proration_behavior: "create_prorations",
        start_date: start,
        transfer_data: null,
        trial_end: null,
    };
}
