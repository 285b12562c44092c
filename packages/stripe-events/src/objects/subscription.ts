import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { list } from "./list";
import { subscriptionItem } from "./subscription-item";

export function subscription(scene: Scene, quantity = scene.quantity): JsonShape<Stripe.Subscription> {
    return {
        id: scene.id("subscription"),
        object: "subscription",
        application: null,
        application_fee_percent: null,
        automatic_tax: { disabled_reason: null, enabled: false, liability: null },
        billing_cycle_anchor: scene.born,
        billing_cycle_anchor_config: null,
        billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: scene.born },
        billing_schedules: [],
        billing_thresholds: null,
        cancel_at: null,
        cancel_at_period_end: false,
        canceled_at: null,
        cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
        collection_method: "charge_automatically",
        created: scene.born,
        currency: scene.currency,
        customer: scene.id("customer"),
        customer_account: null,
        days_until_due: null,
        default_payment_method: scene.id("paymentMethod"),
        default_source: null,
        default_tax_rates: [],
        description: null,
        discounts: [],
        ended_at: null,
        invoice_settings: {
            account_tax_ids: null,
            custom_fields: null,
            description: null,
            footer: null,
            issuer: { type: "self" },
        },
        items: list(`/v1/subscription_items?subscription=${scene.id("subscription")}`, [
            subscriptionItem(scene, quantity),
        ]),
        latest_invoice: scene.id("invoice"),
        livemode: scene.livemode,
        managed_payments: { enabled: false },
        metadata: {},
        next_pending_invoice_item_invoice: null,
        on_behalf_of: null,
        pause_collection: null,
        payment_settings: {
            payment_method_options: null,
            payment_method_types: null,
            save_default_payment_method: "off",
        },
        pending_invoice_item_interval: null,
        pending_setup_intent: null,
        pending_update: null,
        schedule: null,
        start_date: scene.born,
        status: "active",
        test_clock: null,
        transfer_data: null,
        trial_end: null,
        trial_settings: { end_behavior: { billing_cycle_anchor: "now", missing_payment_method: "create_invoice" } },
        trial_start: null,
    };
}
