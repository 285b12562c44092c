import { changed } from "../object-change";
import { subscription } from "../objects/subscription";
import { subscriptionSchedule } from "../objects/subscription-schedule";
import type { Scene } from "../scene";
import { defineEvents } from "./catalogue";

const day = 24 * 60 * 60;

export const subscriptions = defineEvents({
    "customer.subscription.created": (scene) => ({ object: subscription(scene) }),
    "customer.subscription.updated": (scene) => {
        const more = subscription(scene, scene.quantity + 1);
        return changed(subscription(scene), { items: more.items });
    },
    "customer.subscription.deleted": (scene) => ({
        object: {
            ...subscription(scene),
            canceled_at: scene.now,
            cancellation_details: {
                comment: null,
                feedback: "too_expensive",
                feedback_option: null,
                reason: "cancellation_requested",
            },
            ended_at: scene.now,
            status: "canceled",
        },
    }),
    "customer.subscription.paused": (scene) => changed(endedTrial(scene), { status: "paused" }),
    "customer.subscription.resumed": (scene) =>
        changed(subscription(scene), { status: "active" }, { status: "paused" }),
    "customer.subscription.trial_will_end": (scene) => ({ object: trial(scene) }),
    "customer.subscription.pending_update_applied": (scene) =>
        changed(
            { ...subscription(scene), pending_update: pendingUpdate(scene, scene.now + day) },
            { items: subscription(scene, scene.quantity + 1).items, pending_update: null },
        ),
    "customer.subscription.pending_update_expired": (scene) =>
        changed({ ...subscription(scene), pending_update: pendingUpdate(scene, scene.now) }, { pending_update: null }),

    "subscription_schedule.created": (scene) => ({ object: subscriptionSchedule(scene) }),
    "subscription_schedule.updated": (scene) => changed(subscriptionSchedule(scene), { end_behavior: "cancel" }),
    "subscription_schedule.expiring": (scene) => ({ object: subscriptionSchedule(scene) }),
    "subscription_schedule.completed": (scene) =>
        changed(subscriptionSchedule(scene), { completed_at: scene.now, current_phase: null, status: "completed" }),
    "subscription_schedule.canceled": (scene) =>
        changed(subscriptionSchedule(scene), { canceled_at: scene.now, current_phase: null, status: "canceled" }),
    // A schedule is aborted when its subscription is canceled for want of payment.
    "subscription_schedule.aborted": (scene) =>
        changed(subscriptionSchedule(scene), { canceled_at: scene.now, current_phase: null, status: "canceled" }),
    "subscription_schedule.released": (scene) =>
        changed(subscriptionSchedule(scene), {
            current_phase: null,
            released_at: scene.now,
            released_subscription: scene.id("subscription"),
            status: "released",
            subscription: null,
        }),
});

/** A trial that ends in three days, which is when Stripe says so. */
function trial(scene: Scene) {
    return {
        ...subscription(scene),
        status: "trialing",
        trial_end: scene.now + 3 * day,
        trial_start: scene.born,
    };
}

/** A trial that ended without a payment method: the subscription pauses. */
function endedTrial(scene: Scene): ReturnType<typeof subscription> {
    return {
        ...trial(scene),
        default_payment_method: null,
        trial_end: scene.now,
        trial_settings: { end_behavior: { billing_cycle_anchor: "now", missing_payment_method: "pause" } },
    };
}

/** A seat more, once its invoice is paid. */
function pendingUpdate(scene: Scene, expiresAt: number): ReturnType<typeof subscription>["pending_update"] {
    return {
        billing_cycle_anchor: null,
        cancel_at_period_end: null,
        discount: null,
        discounts: null,
        expires_at: expiresAt,
        metadata: null,
        subscription_items: subscription(scene, scene.quantity + 1).items.data,
        trial_end: null,
        trial_from_plan: null,
    };
}
