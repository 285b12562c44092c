import { canonicalJson } from "../../../handlers/billing/canonical";
import { decide } from "../../../handlers/billing/decide";
import { type BillingItem, makeObjectKey } from "../../../handlers/billing/item";
import { type Choose, type Hash, makeLife, type LifeEvent } from "stripe-events";

/** One subscription's life, and how it really ended. */
export interface SubscriptionLife {
    /** The key of its item in the state table. */
    objectKey: string;
    /** In the order in which it happened. */
    events: LifeEvent[];
    /** The subscription as it is in the end. */
    truth: Hash;
}

/**
 * The lives of `count` subscriptions, with several events in one second.
 *
 * @param best of how many lives the longest is taken: of one, lives have four events on average; of eight, seven
 * @param batch is in all ids, so that two batches have nothing in common
 */
export function subscriptionLives(count: number, choose: Choose, { best = 1, batch = "" } = {}): SubscriptionLife[] {
    return Array.from({ length: count }, (_, number) => {
        const index = `${batch}${number}`;
        const own = { id: `sub_${index}`, customer: `cus_${index}` };
        const drawn = Array.from({ length: best }, () => makeLife("subscription", choose));
        const { events, truth } = drawn.reduce((a, b) => (b.events.length > a.events.length ? b : a));
        return {
            objectKey: makeObjectKey({ account: "platform", kind: "subscription", objectId: own.id }),
            truth: { ...truth.object, ...own },
            events: events.map((event) => ({
                ...event,
                id: `${event.id}_${index}`,
                data: { ...event.data, object: { ...event.data.object, ...own } },
            })),
        };
    });
}

/** Lives with `events` events together, the last of them cut short: its truth is what its last event shows. */
export function livesWithEvents(events: number, choose: Choose, batch = ""): SubscriptionLife[] {
    const lives: SubscriptionLife[] = [];
    let left = events;
    for (const life of subscriptionLives(events, choose, { batch })) {
        if (left === 0) {
            break;
        }
        const kept = life.events.slice(0, left);
        const truth = kept.length < life.events.length ? (kept.at(-1)?.data.object ?? {}) : life.truth;
        lives.push({ ...life, events: kept, truth });
        left -= kept.length;
    }
    return lives;
}

export function shuffled<T>(things: readonly T[], choose: Choose): T[] {
    const copy = [...things];
    for (let index = copy.length - 1; index > 0; index--) {
        const other = choose(index + 1);
        [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
    }
    return copy;
}

/**
 * What is wrong with the items of `lives`: each must be byte for byte what the pure decision makes of its events in
 * their true order (apart from `version`), and hold the true state unless it says that the events do not tell it.
 *
 * @param items the whole state table
 */
export function wrongItems(lives: readonly SubscriptionLife[], items: readonly BillingItem[]): string[] {
    const byKey = new Map(items.map((item) => [item.objectKey, item]));
    const wrong = lives.flatMap(({ objectKey, events, truth }) => {
        const item = byKey.get(objectKey);
        byKey.delete(objectKey);
        if (item === undefined) {
            return [`${objectKey} is missing`];
        }
        const expected = events.reduce<BillingItem | undefined>((so, event) => decide(so, event).next ?? so, undefined);
        if (comparable(item) !== comparable(expected)) {
            return [`${objectKey} is not what its events make`];
        }
        if (item.version > events.length) {
            return [`${objectKey} was written ${item.version} times for ${events.length} events`];
        }
        const isTrue = canonicalJson(item.object) === canonicalJson(truth);
        return isTrue || item.ambiguous === true ? [] : [`${objectKey} does not end as it should`];
    });
    return [...wrong, ...[...byKey.keys()].map((key) => `${key} belongs to nobody`)];
}

function comparable(item: BillingItem | undefined): string {
    return canonicalJson({ ...item, version: 0 });
}
