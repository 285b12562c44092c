import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** A link to a payment page for the scene's price. */
export function paymentLink(scene: Scene): JsonShape<Stripe.PaymentLink> {
    return {
        id: scene.id("paymentLink"),
        object: "payment_link",
        active: true,
        after_completion: { hosted_confirmation: { custom_message: null }, type: "hosted_confirmation" },
        allow_promotion_codes: true,
        application: null,
        application_fee_amount: null,
        application_fee_percent: null,
        automatic_tax: { enabled: false, liability: null },
        billing_address_collection: "auto",
        consent_collection: null,
        currency: scene.currency,
        custom_fields: [],
        custom_text: {
            after_submit: null,
            shipping_address: null,
            submit: null,
            terms_of_service_acceptance: null,
        },
        customer_creation: "always",
        inactive_message: null,
        invoice_creation: null,
        livemode: scene.livemode,
        managed_payments: { enabled: false },
        metadata: {},
        on_behalf_of: null,
        payment_intent_data: null,
        payment_method_collection: "always",
        payment_method_options: null,
        payment_method_types: null,
        phone_number_collection: { enabled: false },
        restrictions: null,
        shipping_address_collection: null,
        shipping_options: [],
        submit_type: "auto",
        subscription_data: {
            description: null,
            invoice_settings: {
                account_tax_ids: null,
                custom_fields: null,
                description: null,
                footer: null,
                issuer: { type: "self" },
            },
            metadata: {},
            trial_period_days: null,
            trial_settings: { end_behavior: { missing_payment_method: "create_invoice" } },
        },
        tax_id_collection: { enabled: false, required: "never" },
        transfer_data: null,
        url: `https://buy.stripe.com/test_${scene.text(18)}`,
    };
}
