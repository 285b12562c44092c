import { canonical, isHash } from "./canonical";
import type { BillingItem } from "./item";
import { itemOf } from "./item-of";
import { historyOf } from "./memory";
import { objectBudget } from "./seen";
import { truncate } from "./truncate";

/**
 * An item whose last event nothing tells, with the object as Stripe has it now: later than all of the events seen, so it
 * is what they led to. What is remembered of the events stays, for those that may still come.
 *
 * @param retrieved what Stripe answered
 * @returns undefined when that is not the item's object, or says that it is deleted: then its own event will tell
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
    const written = history.seconds[0]?.events.find(({ id }) => id === item.eventId);
    if (written === undefined) {
        return undefined;
    }
    const winner = { ...written, ...truncate(canonical(retrieved), objectBudget) };
    return itemOf(item, history, { winner, ambiguous: false }, item.version);
}
