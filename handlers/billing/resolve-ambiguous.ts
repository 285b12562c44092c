import { canonical, isHash } from "./canonical";
import type { BillingItem } from "./item";
import { buildItem } from "./build-item";
import { rebuildHistory, countMemoryBytes } from "./item-memory";
import { isSameEvent, maxObjectBytes } from "./object-event";
import { countStoredBytes } from "./storable-json";
import { readObjectId } from "./subject";
import { truncate } from "./truncate";

/** Maximum bytes for object and memory together, of the 400 KB of an item (Service quotas, "Item size"). */
const maxBytes = 380 * 1024;

/**
 * Resolves an ambiguous item with the object re-read from Stripe: it is later than all of the events seen, so it is what
 * they led to. The item remembers the same events as before, for those that may still come.
 *
 * @param retrieved what Stripe answered
 * @returns undefined when that is not the item's object, is deleted (its own event will say so), or does not fit into the
 *   item beside what is remembered
 */
export function resolveAmbiguous(item: BillingItem, retrieved: unknown): BillingItem | undefined {
    const isItsObject =
        isHash(retrieved) &&
        readObjectId(retrieved) === item.objectId &&
        retrieved.object === item.kind &&
        retrieved.deleted !== true;
    if (!isItsObject) {
        return undefined;
    }
    const history = rebuildHistory(item);
    const written = history.seconds[0]?.events.findLast((event) =>
        isSameEvent(event, { id: item.eventId, type: item.eventType }),
    );
    if (written === undefined) {
        return undefined;
    }
    const { object, truncated } = truncate(retrieved, maxObjectBytes);
    const winner = { ...written, object: canonical(object), truncated };
    const next = buildItem(item, history, { winner, ambiguous: false }, item.version);
    return countStoredBytes(next.object) + countMemoryBytes(next.memory) <= maxBytes ? next : undefined;
}
