import type { World } from "../world";
import type { Subscribed } from "./subscribe";

/** Why a subscription ends, in Stripe's words. */
export interface Why {
    reason: "cancellation_requested" | "payment_failed";
    feedback?: "too_expensive" | "unused" | "switched_service";
    comment?: string;
}

/** Ends a subscription at once. */
export function cancel(world: World, { id }: Subscribed, why: Why): void {
    const { canceled_at } = world.get("subscription", id);
    const changes = {
        cancellation_details: details(why),
        canceled_at: canceled_at ?? world.now,
        ended_at: world.now,
        status: "canceled",
    };
    world.update("subscription", id, changes, "customer.subscription.deleted");
}

/** The subscription is to end with its period. */
export function cancelAtPeriodEnd(world: World, { id, periodEnd }: Subscribed, why: Why): void {
    const changes = {
        cancel_at: periodEnd,
        cancel_at_period_end: true,
        canceled_at: world.now,
        cancellation_details: details(why),
    };
    world.update("subscription", id, changes, "customer.subscription.updated");
}

function details({ reason, feedback, comment }: Why): Record<string, string | null> {
    return { comment: comment ?? null, feedback: feedback ?? null, feedback_option: null, reason };
}
