import type { Hash } from "./canonical";
import type { BillingItem, EventMemory } from "./item";
import { fromStorable, toStorable } from "./storable-json";

/** The item as the state table holds it: what comes from events, in a form that DynamoDB keeps as it is. */
export function toStoredItem(item: BillingItem): Hash {
    const seconds = item.memory.seconds.map((second) => ({ ...second, events: second.events.map(toStoredMemory) }));
    return { ...item, object: toStorable(item.object), memory: { ...item.memory, seconds } };
}

function toStoredMemory(event: EventMemory): Hash {
    const { previous, set, unset } = event;
    return {
        ...event,
        ...(previous !== undefined && { previous: toStorable(previous) }),
        ...(set !== undefined && { set: toStorable(set) }),
        ...(unset !== undefined && { unset: toStorable(unset) }),
    };
}

/** The item that the state table, or an index of it, holds; of an index, only what it projects. */
export function fromStoredItem(stored: Hash): BillingItem {
    return fromStorable(stored) as BillingItem;
}
