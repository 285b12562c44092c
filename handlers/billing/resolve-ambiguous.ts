import { canonical, isHash } from "./canonical";
import type { BillingItem } from "./item";
import { itemOf } from "./build-item";
import { historyOf, memoryBytes } from "./item-memory";
import { isSameEvent, objectBudget } from "./object-event";
import { storedBytes } from "./storable-json";
import { truncate } from "./truncate";

/** What the object and the memory may take together of an item's 400 KB (Service quotas, "Item size"). */
const maxBytes = 380 * 1024;

/**
 * An item whose last event nothing tells, with the object as Stripe has it now: later than all of the events seen, so it
 * is what they led to. What is remembered of the events stays, for those that may still come.
 *
 * @param retrieved what Stripe answered
 * @returns undefined when that is not the item's object, says that it is deleted (then its own event will tell), or takes
 *   more beside what is remembered than an item can hold
 */
export function confirmed(item: BillingItem, retrieved: unknown): BillingItem | undefined {
    const isItsObject =
        isHash(retrieved) &&
        retrieved.id === item.objectId &&
        retrieved.object === item.kind &&
        retrieved.deleted !== true;
    if (!isItsObject) {
        return undefined;
    }
    const history = historyOf(item);
    const written = history.seconds[0]?.events.findLast((event) =>
        isSameEvent(event, { id: item.eventId, type: item.eventType }),
    );
    if (written === undefined) {
        return undefined;
    }
    const { object, truncated } = truncate(retrieved, objectBudget);
    const winner = { ...written, object: canonical(object), truncated };
    const next = itemOf(item, history, { winner, ambiguous: false }, item.version);
    return storedBytes(next.object) + memoryBytes(next.memory) <= maxBytes ? next : undefined;
}
