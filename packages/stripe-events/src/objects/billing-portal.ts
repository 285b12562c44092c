import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** What customers may do on their portal. */
export function portalConfiguration(scene: Scene): JsonShape<Stripe.BillingPortal.Configuration> {
    return {
        id: scene.id("billingPortalConfiguration"),
        object: "billing_portal.configuration",
        active: true,
        application: null,
        business_profile: {
            headline: null,
            privacy_policy_url: "https://example.com/privacy",
            terms_of_service_url: "https://example.com/terms",
        },
        created: scene.born,
        default_return_url: "https://example.com/account",
        features: {
            customer_update: { allowed_updates: ["email", "tax_id"], enabled: true },
            invoice_history: { enabled: true },
            payment_method_update: { enabled: true, payment_method_configuration: null },
            subscription_cancel: {
                cancellation_reason: { enabled: true, feedback_options: null, options: ["too_expensive", "other"] },
                enabled: true,
                mode: "at_period_end",
                proration_behavior: "none",
            },
            subscription_pause: { duration: { interval_options: [], type: "indefinite" }, enabled: false },
            subscription_update: {
                billing_cycle_anchor: null,
                default_allowed_updates: ["quantity"],
                enabled: true,
                proration_behavior: "create_prorations",
                schedule_at_period_end: { conditions: [] },
                trial_update_behavior: "end_trial",
            },
        },
        is_default: true,
        livemode: scene.livemode,
        login_page: { enabled: false, url: null },
        metadata: {},
        name: null,
        updated: scene.born,
    };
}

/** A customer's visit to the portal. */
export function portalSession(scene: Scene): JsonShape<Stripe.BillingPortal.Session> {
    return {
        id: scene.id("billingPortalSession"),
        object: "billing_portal.session",
        configuration: scene.id("billingPortalConfiguration"),
        created: scene.born,
        customer: scene.id("customer"),
        customer_account: null,
        flow: null,
        livemode: scene.livemode,
        locale: null,
        on_behalf_of: null,
        return_url: "https://example.com/account",
        url: `https://billing.stripe.com/p/session/test_${scene.text(40)}`,
    };
}
