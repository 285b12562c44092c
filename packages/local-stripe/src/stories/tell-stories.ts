import { setImmediate } from "node:timers/promises";

import { seededRandom } from "stripe-events";

import type { SnapshotEvent, StripeObject } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import type { Dispatcher } from "../webhooks/dispatcher";
import { drawFault, type DeliveryFaults } from "../webhooks/delivery-faults";
import type { Story } from "./story";
import { Telling } from "./telling";

export interface TellOptions {
    stories: readonly Story[];
    /** How often each is told, each time of other customers. */
    count: number;
    /** The same makes the same customers, amounts and faults. */
    seed: string;
    /** The share of events that is not made; an alert of each comes when all is told. */
    unmade: number;
    faults: DeliveryFaults;
}

/** One event that a story made. */
export interface Told {
    story: string;
    event: { id: string; type: string; created: number; objectId?: string; object: string };
    isDropped: boolean;
    isDuplicated: boolean;
}

/** What stories have made of the state. */
export interface Made {
    events: number;
    dropped: number;
    duplicated: number;
    /** How many were not made; the alerts of them are among the events. */
    unmade: number;
    /** Ids, in the order in which they came. */
    customers: string[];
    subscriptions: string[];
}

export interface TellDeps {
    state: StripeState;
    dispatcher: Pick<Dispatcher, "disturb">;
}

/**
 * Tells stories, the steps of all in the order of their times, and yields each event. Others have their turn between steps.
 *
 * @throws Error when stories with this seed were told before
 */
export async function* tellStories({ state, dispatcher }: TellDeps, options: TellOptions): AsyncGenerator<Told, Made> {
    const { stories, count, seed, unmade, faults } = options;
    const now = Math.floor(state.now() / 1000);
    const random = seededRandom(`${seed} faults`);
    const made: Made = { events: 0, dropped: 0, duplicated: 0, unmade: 0, customers: [], subscriptions: [] };
    const tellings = stories.flatMap((story) =>
        Array.from({ length: count }, (_, index) => {
            return new Telling(state, story, `${seed} ${story.name} ${index}`, now, unmade);
        }),
    );
    const send = (story: Story, events: readonly SnapshotEvent[]): Told[] =>
        events.map((event) => {
            const { isDropped, isDuplicated, delayMs } = drawFault(faults, random);
            dispatcher.disturb(event, { isDropped, isDuplicated, delayMs });
            made.events += 1;
            made.dropped += isDropped ? 1 : 0;
            made.duplicated += isDuplicated && !isDropped ? 1 : 0;
            noteMade(made, event.type, event.data.object);
            return { story: story.name, event: summarize(event), isDropped, isDuplicated };
        });
    let going = tellings;
    while (going.length > 0) {
        const telling = going.reduce((first, one) => (one.nextAt < first.nextAt ? one : first));
        const told = send(telling.story, telling.step());
        going = going.filter(({ isOver }) => !isOver);
        yield* told;
        await setImmediate();
    }
    for (const telling of tellings.filter(({ outage }) => outage.unmade.length > 0)) {
        made.unmade += telling.outage.unmade.length;
        telling.outage.unmade.forEach(({ eventType, object }) => noteMade(made, eventType, object));
        yield* send(telling.story, telling.alert());
    }
    return made;
}

function summarize({ id, type, created, data }: SnapshotEvent): Told["event"] {
    return { id, type, created, objectId: data.object.id, object: data.object.object };
}

function noteMade(made: Made, eventType: string, { id }: StripeObject): void {
    if (eventType === "customer.created") {
        made.customers.push(id);
    } else if (eventType === "customer.subscription.created") {
        made.subscriptions.push(id);
    }
}
