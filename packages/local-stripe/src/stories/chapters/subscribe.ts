import { newId, objects, pick, type Scene } from "stripe-events";
import { pricing } from "../offers";
import { type Chapter, period } from "../story";
import { scene, type Subscriber } from "../subscriber";
import type { World } from "../world";
import { draftBill, finalizeBill, payBill } from "./bill";
import { periodLine, trialLine } from "./invoice-lines";

/** A subscription, and who has it. */
export interface Subscribed {
    /** With the ids of this subscription. */
    readonly who: Subscriber;
    /** The subscription's id. */
    readonly id: string;
    /** When the period ends that is paid or on trial, in seconds since the epoch. */
    periodEnd: number;
    /** The last charge that paid for it. */
    charge?: string;
}

/** The customer subscribes, and pays the first period with their card. */
export function* subscribe(world: World, customer: Subscriber): Chapter<Subscribed> {
    const subscribed = begin(world, customer, world.now + period);
    const { who, id, periodEnd } = subscribed;
    const bill = draftBill(world, who, "subscription_create", [periodLine(world, who, world.now, periodEnd)]);
    const made = { ...build(world, who, periodEnd), latest_invoice: bill.ids.invoice, status: "incomplete" };
    world.create(made, "customer.subscription.created");
    finalizeBill(world, who, bill);
    // The bank's answer comes within the second as often as not.
    yield pick(world.random, [0, 0, 1, 2]);
    subscribed.charge = payBill(world, who, bill);
    world.update("subscription", id, { status: "active" }, "customer.subscription.updated");
    return subscribed;
}

/**
 * The customer begins a trial.
 *
 * @param without what becomes of it when it ends and there is no card
 */
export function startTrial(
    world: World,
    customer: Subscriber,
    seconds: number,
    without: "create_invoice" | "pause" = "create_invoice",
): Subscribed {
    const end = world.now + seconds;
    const subscribed = begin(world, customer, end);
    const { who } = subscribed;
    const bill = draftBill(world, who, "subscription_create", [trialLine(world, who, end)]);
    finalizeBill(world, who, bill);
    const made = {
        ...build(world, who, end),
        billing_cycle_anchor: end,
        latest_invoice: bill.ids.invoice,
        status: "trialing",
        trial_end: end,
        trial_settings: { end_behavior: { billing_cycle_anchor: "now", missing_payment_method: without } },
        trial_start: world.now,
    };
    world.create(made, "customer.subscription.created");
    return subscribed;
}

/** Gives the customer the ids of a new subscription. */
function begin({ random }: World, customer: Subscriber, periodEnd: number): Subscribed {
    const id = newId("subscription", random);
    const ids = { ...customer.ids, subscription: id, subscriptionItem: newId("subscriptionItem", random) };
    return { who: { ...customer, ids }, id, periodEnd };
}

function build(world: World, who: Subscriber, periodEnd: number): ReturnType<typeof objects.subscription> {
    const about: Scene = scene(world, who, { periodEnd });
    const made = objects.subscription(about);
    const data = made.items.data.map((item) => ({ ...item, ...pricing(world, about) }));
    data.forEach((item) => world.create(item));
    // The card that pays is the customer's.
    return { ...made, default_payment_method: null, items: { ...made.items, data } } as typeof made;
}
