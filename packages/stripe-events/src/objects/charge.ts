import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { billingDetails } from "./payment-method";

type Charge = JsonShape<Stripe.Charge>;

/** A card's charge that succeeded. */
export function charge(scene: Scene): Charge {
    return {
        id: scene.id("charge"),
        object: "charge",
        amount: scene.amount,
        amount_captured: scene.amount,
        amount_refunded: 0,
        application: null,
        application_fee: null,
        application_fee_amount: null,
        balance_transaction: scene.id("balanceTransaction"),
        billing_details: billingDetails(scene),
        calculated_statement_descriptor: "EXAMPLE SOFTWARE",
        captured: true,
        created: scene.born,
        currency: scene.currency,
        customer: scene.id("customer"),
        description: "Subscription update",
        disputed: false,
        failure_balance_transaction: null,
        failure_code: null,
        failure_message: null,
        fraud_details: {},
        livemode: scene.livemode,
        metadata: {},
        on_behalf_of: null,
        outcome: {
            advice_code: null,
            network_advice_code: null,
            network_decline_code: null,
            network_status: "approved_by_network",
            reason: null,
            risk_level: "normal",
            risk_score: 21,
            seller_message: "Payment complete.",
            type: "authorized",
        },
        paid: true,
        payment_intent: scene.id("paymentIntent"),
        payment_method: scene.id("paymentMethod"),
        payment_method_details: { card: cardDetails(scene), type: "card" },
        radar_options: {},
        receipt_email: null,
        receipt_number: null,
        receipt_url: `https://pay.stripe.com/receipts/invoices/${scene.text(60)}`,
        refunded: false,
        review: null,
        shipping: null,
        source: null,
        source_transfer: null,
        statement_descriptor: null,
        statement_descriptor_suffix: null,
        status: "succeeded",
        transfer_data: null,
        transfer_group: null,
    };
}

/** A charge that is authorized, and not yet captured. */
export function authorizedCharge(scene: Scene): Charge {
    return { ...charge(scene), amount_captured: 0, balance_transaction: null, captured: false };
}

/** A charge that the bank declined. */
export function failedCharge(scene: Scene): Charge {
    return {
        ...authorizedCharge(scene),
        failure_code: "card_declined",
        failure_message: "Your card has insufficient funds.",
        outcome: {
            advice_code: "try_again_later",
            network_advice_code: null,
            network_decline_code: "51",
            network_status: "declined_by_network",
            reason: "insufficient_funds",
            risk_level: "normal",
            risk_score: 21,
            seller_message: "The bank returned the decline code `insufficient_funds`.",
            type: "issuer_declined",
        },
        paid: false,
        receipt_url: null,
        status: "failed",
    };
}

function cardDetails(scene: Scene): JsonShape<Stripe.Charge.PaymentMethodDetails.Card> {
    return {
        amount_authorized: scene.amount,
        authorization_code: scene.text(6).toUpperCase(),
        brand: "visa",
        checks: { address_line1_check: "pass", address_postal_code_check: "pass", cvc_check: null },
        country: "US",
        electronic_commerce_indicator: null,
        exp_month: 8,
        exp_year: 2030,
        extended_authorization: { status: "disabled" },
        fingerprint: scene.text(16),
        funding: "credit",
        incremental_authorization: { status: "unavailable" },
        installments: null,
        last4: "4242",
        mandate: null,
        multicapture: { status: "unavailable" },
        network: "visa",
        network_token: { used: false },
        network_transaction_id: scene.text(15).toUpperCase(),
        overcapture: { maximum_amount_capturable: scene.amount, status: "unavailable" },
        regulated_status: "unregulated",
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
    };
}
