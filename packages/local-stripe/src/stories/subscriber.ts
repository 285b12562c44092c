import { between, createScene, type IdKind, newId, type Offer, type Person, type Scene } from "stripe-events";
import { offerIds } from "./offers";
import { period } from "./story";
import type { World } from "./world";

/** The customer of a story, and what they have of the business. */
export interface Subscriber {
    readonly person: Person;
    offer: Offer;
    readonly quantity: number;
    readonly currency: string;
    /** Ids that stay the same from one object to the next. */
    ids: Readonly<Partial<Record<IdKind, string>>>;
}

/** Draws a customer who buys `offer`. */
export function draw({ random }: World, offer: Offer): Subscriber {
    const { person, currency } = createScene({ random, now: 0, age: 0, livemode: false });
    return {
        person,
        offer,
        quantity: between(random, 1, 5),
        currency,
        ids: { customer: newId("customer", random), paymentMethod: newId("paymentMethod", random) },
    };
}

/** What the subscriber pays for a period, in the currency's smallest unit. */
export function periodAmount({ offer, quantity }: Subscriber): number {
    return offer.amount * quantity;
}

/** The scene of something new of the subscriber's: with the ids that stay, and others of its own. */
export function scene(world: World, who: Subscriber, given: Partial<Scene> & { ids?: Subscriber["ids"] } = {}): Scene {
    const { ids, ...members } = given;
    const made = createScene({
        random: world.random,
        now: world.now,
        age: 0,
        livemode: false,
        ids: { ...who.ids, ...offerIds(who.offer), ...ids },
    });
    const { person, offer, quantity, currency } = who;
    return {
        ...made,
        person,
        offer,
        quantity,
        currency,
        amount: periodAmount(who),
        periodEnd: world.now + period,
        ...members,
    };
}
