import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

const week = 7 * 24 * 60 * 60;

/** A customer's objection to the scene's charge, not answered yet. */
export function dispute(scene: Scene): JsonShape<Stripe.Dispute> {
    return {
        id: scene.id("dispute"),
        object: "dispute",
        amount: scene.amount,
        balance_transactions: [],
        charge: scene.id("charge"),
        created: scene.born,
        currency: scene.currency,
        enhanced_eligibility_types: [],
        evidence: evidence(scene),
        evidence_details: {
            due_by: scene.born + week,
            enhanced_eligibility: {},
            has_evidence: false,
            past_due: false,
            submission_count: 0,
            submission_method: "not_submitted",
        },
        intended_submission_method: "manual",
        is_charge_refundable: false,
        livemode: scene.livemode,
        metadata: {},
        network_reason_code: "10.4",
        payment_intent: scene.id("paymentIntent"),
        payment_method_details: {
            card: { brand: "visa", case_type: "chargeback", network: "visa", network_reason_code: "10.4" },
            type: "card",
        },
        reason: "fraudulent",
        status: "needs_response",
    };
}

function evidence(scene: Scene): JsonShape<Stripe.Dispute.Evidence> {
    return {
        access_activity_log: null,
        billing_address: null,
        cancellation_policy: null,
        cancellation_policy_disclosure: null,
        cancellation_rebuttal: null,
        customer_communication: null,
        customer_email_address: scene.person.email,
        customer_name: scene.person.name,
        customer_purchase_ip: null,
        customer_signature: null,
        duplicate_charge_documentation: null,
        duplicate_charge_explanation: null,
        duplicate_charge_id: null,
        enhanced_evidence: {},
        product_description: null,
        receipt: null,
        refund_policy: null,
        refund_policy_disclosure: null,
        refund_refusal_explanation: null,
        service_date: null,
        service_documentation: null,
        shipping_address: null,
        shipping_carrier: null,
        shipping_date: null,
        shipping_documentation: null,
        shipping_tracking_number: null,
        uncategorized_file: null,
        uncategorized_text: null,
    };
}
