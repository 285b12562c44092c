import { changed } from "../object-change";
import { checkoutSession } from "../objects/checkout-session";
import { mandate } from "../objects/mandate";
import { declinedPaymentIntent, paidPaymentIntent, paymentIntent } from "../objects/payment-intent";
import { paymentLink } from "../objects/payment-link";
import { paymentMethod } from "../objects/payment-method";
import { setupIntent } from "../objects/setup-intent";
import type { Scene } from "../scene";
import { defineEvents } from "./catalogue";

export const payments = defineEvents({
    "payment_intent.created": (scene) => ({ object: paymentIntent(scene) }),
    "payment_intent.succeeded": (scene) => ({ object: paidPaymentIntent(scene) }),
    "payment_intent.payment_failed": (scene) => ({ object: declinedPaymentIntent(scene) }),
    "payment_intent.processing": (scene) => ({ object: { ...confirmed(scene), status: "processing" } }),
    "payment_intent.requires_action": (scene) => ({
        object: { ...confirmed(scene), next_action: redirect(scene, "paymentIntent"), status: "requires_action" },
    }),
    "payment_intent.amount_capturable_updated": (scene) =>
        changed(
            { ...confirmed(scene), capture_method: "manual", latest_charge: scene.id("charge") },
            { amount_capturable: scene.amount, status: "requires_capture" },
        ),
    "payment_intent.partially_funded": (scene) => ({
        object: {
            ...paymentIntent(scene),
            next_action: {
                display_bank_transfer_instructions: {
                    amount_remaining: scene.amount - 500,
                    currency: scene.currency,
                    hosted_instructions_url: `https://payments.stripe.com/bank_transfers/instructions/${scene.text(40)}`,
                    reference: scene.text(12).toUpperCase(),
                    type: "us_bank_transfer",
                },
                type: "display_bank_transfer_instructions",
            },
            payment_method_types: ["customer_balance"],
            status: "requires_action",
        },
    }),
    "payment_intent.canceled": (scene) => ({
        object: {
            ...paymentIntent(scene),
            canceled_at: scene.now,
            cancellation_reason: "requested_by_customer",
            status: "canceled",
        },
    }),

    "setup_intent.created": (scene) => ({ object: setupIntent(scene) }),
    "setup_intent.succeeded": (scene) => ({
        object: {
            ...setupIntent(scene),
            latest_attempt: scene.id("setupAttempt"),
            payment_method: scene.id("paymentMethod"),
            status: "succeeded",
        },
    }),
    "setup_intent.requires_action": (scene) => ({
        object: {
            ...setupIntent(scene),
            latest_attempt: scene.id("setupAttempt"),
            next_action: redirect(scene, "setupIntent"),
            payment_method: scene.id("paymentMethod"),
            status: "requires_action",
        },
    }),
    "setup_intent.setup_failed": (scene) => ({
        object: {
            ...setupIntent(scene),
            last_setup_error: {
                code: "setup_intent_authentication_failure",
                doc_url: "https://docs.stripe.com/error-codes/setup-intent-authentication-failure",
                message: "The latest attempt to set up the payment method has failed because authentication failed.",
                payment_method: { ...paymentMethod(scene), customer: null },
                type: "invalid_request_error",
            },
            latest_attempt: scene.id("setupAttempt"),
        },
    }),
    "setup_intent.canceled": (scene) => ({
        object: { ...setupIntent(scene), cancellation_reason: "abandoned", status: "canceled" },
    }),

    "payment_method.attached": (scene) => ({ object: paymentMethod(scene) }),
    "payment_method.detached": (scene) => changed(paymentMethod(scene), { customer: null }),
    "payment_method.updated": (scene) => renewedCard(scene, {}),
    // A bank's new card for one that ran out or was lost.
    "payment_method.automatically_updated": (scene) => renewedCard(scene, { last4: "4444" }),

    "mandate.updated": (scene) => changed(mandate(scene), { status: "inactive" }),

    "checkout.session.completed": (scene) => ({ object: checkoutSession(scene) }),
    "checkout.session.async_payment_succeeded": (scene) => ({ object: checkoutSession(scene) }),
    "checkout.session.async_payment_failed": (scene) => ({
        object: { ...checkoutSession(scene), payment_status: "unpaid" },
    }),
    "checkout.session.expired": (scene) => ({
        object: {
            ...checkoutSession(scene),
            customer: null,
            customer_details: null,
            expires_at: scene.now,
            invoice: null,
            payment_status: "unpaid",
            status: "expired",
            subscription: null,
        },
    }),

    "payment_link.created": (scene) => ({ object: paymentLink(scene) }),
    "payment_link.updated": (scene) => changed(paymentLink(scene), { active: false }),
});

/** A payment whose card is given. */
function confirmed(scene: Scene): ReturnType<typeof paymentIntent> {
    return { ...paymentIntent(scene), payment_method: scene.id("paymentMethod") };
}

/** The customer is sent to the bank, to confirm. */
function redirect(scene: Scene, kind: "paymentIntent" | "setupIntent") {
    return {
        redirect_to_url: {
            return_url: "https://example.com/account",
            url: `https://hooks.stripe.com/3d_secure_2/hosted?intent=${scene.id(kind)}`,
        },
        type: "redirect_to_url",
    };
}

/** The customer's card with a later expiry, and whatever else is new. */
function renewedCard(scene: Scene, news: { last4?: string }) {
    const before = paymentMethod(scene);
    return changed(before, { card: before.card && { ...before.card, ...news, exp_year: before.card.exp_year + 4 } });
}
