import { canonical, type Hash } from "./canonical";
import { sightingOf, type History } from "./history";
import type { BillingItem, EventMemory, Memory } from "./item";
import { eraOf, type Seen } from "./seen";

/** What an item keeps of a history: every event, its object as the difference from the winner's. */
export function memoryOf(history: History, winner: Seen): Memory {
    const { customer } = history;
    const isWinners = JSON.stringify(customer) === JSON.stringify(sightingOf(winner));
    return {
        seconds: history.seconds.map(({ created, events, floor }) => ({
            created,
            events: events.map((event) => eventMemoryOf(event, winner)),
            ...(floor !== undefined && { floor }),
        })),
        ...(customer !== undefined && !isWinners && { customer }),
    };
}

/** The history that an item keeps. */
export function historyOf(item: BillingItem): History {
    const object = canonical(item.object);
    const seconds = item.memory.seconds.map(({ created, events, floor }) => ({
        created,
        events: events.map((event) => seenFrom(event, created, item, object)),
        ...(floor !== undefined && {
            floor: { stage: floor.stage, id: floor.id, apiVersion: floor.apiVersion, digest: floor.digest },
        }),
    }));
    const winner = seconds[0]?.events.findLast((event) => event.id === item.eventId);
    if (winner === undefined) {
        throw new Error(`the item ${item.objectKey} does not remember the event ${item.eventId} that wrote it`);
    }
    const { customer: kept } = item.memory;
    const customer =
        kept === undefined
            ? sightingOf(winner)
            : { customerId: kept.customerId, eventId: kept.eventId, created: kept.created };
    return { era: eraOf(winner), seconds, ...(customer !== undefined && { customer }) };
}

function eventMemoryOf(event: Seen, winner: Seen): EventMemory {
    const set = Object.entries(event.object).filter(([key, member]) => !isSame(winner.object, key, member));
    const unset = Object.keys(winner.object).filter((key) => !Object.hasOwn(event.object, key));
    return {
        id: event.id,
        type: event.type,
        ...(event.apiVersion !== undefined && { apiVersion: event.apiVersion }),
        ...(event.previous !== undefined && { previous: event.previous }),
        ...(set.length > 0 && { set: Object.fromEntries(set) }),
        ...(unset.length > 0 && { unset }),
        ...(event.truncated && { truncated: true }),
        ...(event.livemode !== winner.livemode && { livemode: event.livemode }),
    };
}

/** The objects are canonical, so equal members have equal JSON. */
function isSame(object: Hash, key: string, member: unknown): boolean {
    return (
        Object.hasOwn(object, key) && (object[key] === member || JSON.stringify(object[key]) === JSON.stringify(member))
    );
}

function seenFrom(memory: EventMemory, created: number, item: BillingItem, object: Hash): Seen {
    const { set = {}, unset = [] } = memory;
    return {
        id: memory.id,
        type: memory.type,
        created,
        kind: item.kind,
        livemode: memory.livemode ?? item.livemode,
        ...(memory.apiVersion !== undefined && { apiVersion: memory.apiVersion }),
        object: objectFrom(object, set, unset),
        ...(memory.previous !== undefined && { previous: canonical(memory.previous) }),
        truncated: memory.truncated === true,
    };
}

/** Only the difference needs putting in order: the members of the item's object are in order already. */
function objectFrom(object: Hash, set: Hash, unset: readonly string[]): Hash {
    const keys = [...Object.keys(object), ...Object.keys(set).filter((key) => !Object.hasOwn(object, key))];
    return Object.fromEntries(
        keys
            .filter((key) => !unset.includes(key))
            .sort()
            .map((key) => [key, Object.hasOwn(set, key) ? canonical(set[key]) : object[key]]),
    );
}
