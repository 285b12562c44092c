import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** A count of what customers use. */
export function meter(scene: Scene): JsonShape<Stripe.Billing.Meter> {
    return {
        id: scene.id("meter"),
        object: "billing.meter",
        created: scene.born,
        customer_mapping: { event_payload_key: "stripe_customer_id", type: "by_id" },
        default_aggregation: { formula: "sum" },
        display_name: "API requests",
        event_name: "api_requests",
        event_time_window: null,
        livemode: scene.livemode,
        status: "active",
        status_transitions: { deactivated_at: null },
        updated: scene.born,
        value_settings: { event_payload_key: "value" },
    };
}

/** Credit given to the customer against future use. */
export function creditGrant(scene: Scene): JsonShape<Stripe.Billing.CreditGrant> {
    return {
        id: scene.id("creditGrant"),
        object: "billing.credit_grant",
        amount: { monetary: { currency: scene.currency, value: 5000 }, type: "monetary" },
        applicability_config: { scope: { price_type: "metered" } },
        category: "promotional",
        created: scene.born,
        customer: scene.id("customer"),
        customer_account: null,
        effective_at: scene.born,
        expires_at: scene.born + 365 * 24 * 60 * 60,
        livemode: scene.livemode,
        metadata: {},
        name: "Welcome credit",
        priority: 50,
        test_clock: null,
        updated: scene.born,
        voided_at: null,
    };
}

/** The grant's arrival on the customer's credit balance. */
export function creditBalanceTransaction(scene: Scene): JsonShape<Stripe.Billing.CreditBalanceTransaction> {
    return {
        id: scene.id("creditBalanceTransaction"),
        object: "billing.credit_balance_transaction",
        created: scene.born,
        credit: {
            amount: { monetary: { currency: scene.currency, value: 5000 }, type: "monetary" },
            credits_application_invoice_voided: null,
            type: "credits_granted",
        },
        credit_grant: scene.id("creditGrant"),
        debit: null,
        effective_at: scene.born,
        livemode: scene.livemode,
        test_clock: null,
        type: "credit",
    };
}

/** A customer's use has passed a threshold. It has no id of its own. */
export function alertTriggered(scene: Scene): JsonShape<Stripe.Billing.AlertTriggered> {
    return {
        object: "billing.alert_triggered",
        alert: {
            id: scene.id("alert"),
            object: "billing.alert",
            alert_type: "usage_threshold",
            livemode: scene.livemode,
            status: "active",
            title: "10,000 API requests",
            usage_threshold: { filters: null, gte: 10_000, meter: scene.id("meter"), recurrence: "one_time" },
        },
        created: scene.born,
        customer: scene.id("customer"),
        livemode: scene.livemode,
        value: 10_012,
    };
}
