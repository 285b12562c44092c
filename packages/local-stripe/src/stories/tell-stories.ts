import { setImmediate } from "node:timers/promises";

import { seededRandom } from "stripe-events";

import type { SnapshotEvent } from "../state/stripe-object";
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
    const { stories, count, seed, faults } = options;
    const now = Math.floor(state.now() / 1000);
    const random = seededRandom(`${seed} faults`);
    const made: Made = { events: 0, dropped: 0, duplicated: 0, customers: [], subscriptions: [] };
    let going = stories.flatMap((story) =>
        Array.from({ length: count }, (_, index) => new Telling(state, story, `${seed} ${story.name} ${index}`, now)),
    );
    while (going.length > 0) {
        const telling = going.reduce((first, one) => (one.nextAt < first.nextAt ? one : first));
        const told = telling.step().map((event) => {
            const fault = drawFault(faults, random);
            dispatcher.disturb(event, fault);
            note(made, event, fault);
            return { story: telling.story.name, event: summarize(event), ...fault };
        });
        going = going.filter(({ isOver }) => !isOver);
        yield* told.map(({ story, event, isDropped, isDuplicated }) => ({ story, event, isDropped, isDuplicated }));
        await setImmediate();
    }
    return made;
}

function summarize({ id, type, created, data }: SnapshotEvent): Told["event"] {
    return { id, type, created, objectId: data.object.id, object: data.object.object };
}

function note(made: Made, { type, data }: SnapshotEvent, fault: { isDropped: boolean; isDuplicated: boolean }): void {
    made.events += 1;
    made.dropped += fault.isDropped ? 1 : 0;
    made.duplicated += fault.isDuplicated && !fault.isDropped ? 1 : 0;
    if (type === "customer.created") {
        made.customers.push(data.object.id);
    } else if (type === "customer.subscription.created") {
        made.subscriptions.push(data.object.id);
    }
}
