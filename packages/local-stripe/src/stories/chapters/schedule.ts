import { newId, objects, type Offer } from "stripe-events";
import { offerIds, sell } from "../offers";
import { period } from "../story";
import { scene } from "../subscriber";
import type { World } from "../world";
import type { Subscribed } from "./subscribe";

/** Plans another offer for the period after this one. Returns the schedule's id. */
export function beginSchedule(world: World, { who, id, periodEnd }: Subscribed, next: Offer): string {
    sell(world, next);
    const ids = { schedule: newId("schedule", world.random) };
    const made = objects.subscriptionSchedule(scene(world, who, { ids }));
    const start = periodEnd - period;
    const [now, then] = made.phases as [Phase, Phase];
    const { price } = offerIds(next);
    world.create(
        {
            ...made,
            current_phase: { start_date: start, end_date: periodEnd },
            default_settings: { ...made.default_settings, default_payment_method: null },
            phases: [
                { ...now, start_date: start, end_date: periodEnd },
                {
                    ...then,
                    start_date: periodEnd,
                    end_date: periodEnd + period,
                    items: then.items.map((item) => ({ ...item, plan: price, price, quantity: who.quantity })),
                },
            ],
        },
        "subscription_schedule.created",
    );
    world.update("subscription", id, { schedule: made.id }, "customer.subscription.updated");
    return made.id;
}

/** The schedule has done its work, and lets go of the subscription. */
export function releaseSchedule(world: World, { id }: Subscribed, schedule: string): void {
    const changes = {
        current_phase: null,
        released_at: world.now,
        released_subscription: id,
        status: "released",
        subscription: null,
    };
    world.update("subscription_schedule", schedule, changes, "subscription_schedule.released");
    world.update("subscription", id, { schedule: null }, "customer.subscription.updated");
}

type Phase = ReturnType<typeof objects.subscriptionSchedule>["phases"][number];
