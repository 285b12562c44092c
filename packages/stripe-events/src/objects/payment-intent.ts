import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { paymentMethod } from "./payment-method";

type PaymentIntent = JsonShape<Stripe.PaymentIntent>;

/** A payment before the customer has said how to pay. */
export function paymentIntent(scene: Scene): PaymentIntent {
    const id = scene.id("paymentIntent");
    return {
        id,
        object: "payment_intent",
        allowed_payment_method_types: null,
        amount: scene.amount,
        amount_capturable: 0,
        amount_details: { tip: {} },
        amount_received: 0,
        application: null,
        application_fee_amount: null,
        automatic_payment_methods: null,
        canceled_at: null,
        cancellation_reason: null,
        capture_method: "automatic",
        client_secret: `${id}_secret_${scene.text(25)}`,
        confirmation_method: "automatic",
        created: scene.born,
        currency: scene.currency,
        customer: scene.id("customer"),
        customer_account: null,
        description: "Subscription update",
        excluded_payment_method_types: null,
        last_payment_error: null,
        latest_charge: null,
        livemode: scene.livemode,
        managed_payments: { enabled: false },
        metadata: {},
        next_action: null,
        on_behalf_of: null,
        payment_method: null,
        payment_method_configuration_details: null,
        payment_method_options: {
            card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
        },
        payment_method_types: ["card"],
        payment_record: null,
        processing: null,
        receipt_email: null,
        review: null,
        setup_future_usage: "off_session",
        shipping: null,
        source: null,
        statement_descriptor: null,
        statement_descriptor_suffix: null,
        status: "requires_payment_method",
        transfer_data: null,
        transfer_group: null,
    };
}

/** The payment once it has succeeded. */
export function paidPaymentIntent(scene: Scene): PaymentIntent {
    return {
        ...paymentIntent(scene),
        amount_received: scene.amount,
        latest_charge: scene.id("charge"),
        payment_method: scene.id("paymentMethod"),
        status: "succeeded",
    };
}

/** The payment after the bank declined the card. */
export function declinedPaymentIntent(scene: Scene): PaymentIntent {
    return {
        ...paymentIntent(scene),
        last_payment_error: {
            advice_code: "try_again_later",
            charge: scene.id("charge"),
            code: "card_declined",
            decline_code: "insufficient_funds",
            doc_url: "https://docs.stripe.com/error-codes/card-declined",
            message: "Your card has insufficient funds.",
            payment_method: paymentMethod(scene),
            type: "card_error",
        },
        latest_charge: scene.id("charge"),
    };
}
