import { canonical, type Hash } from "./canonical";
import { sightingOf, type History } from "./history";
import type { BillingItem, EventMemory, Memory } from "./item";
import { eraOf, isSameEvent, type Seen } from "./object-event";
import { storedBytes } from "./storable-json";

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

/** How many bytes the events of a memory take, as DynamoDB counts them. */
export function memoryBytes({ seconds }: Memory): number {
    return seconds
        .flatMap(({ events }) => events)
        .flatMap((event) => Object.entries(event))
        .reduce((bytes, [name, part]) => bytes + 1 + name.length + storedBytes(part), 0);
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
    const winner = seconds[0]?.events.findLast((event) =>
        isSameEvent(event, { id: item.eventId, type: item.eventType }),
    );
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
    return {
        id: event.id,
        type: event.type,
        ...(event.apiVersion !== undefined && { apiVersion: event.apiVersion }),
        ...(event.previous !== undefined && { previous: event.previous }),
        ...differenceOf(event.object, winner.object),
        ...(event.truncated && { truncated: true }),
        ...(event.livemode !== winner.livemode && { livemode: event.livemode }),
    };
}

/** Never more than the object itself takes: the bound on what is remembered counts on it. */
function differenceOf(object: Hash, from: Hash): Pick<EventMemory, "set" | "unset" | "whole"> {
    const set = Object.fromEntries(Object.entries(object).filter(([key, member]) => !isSame(from, key, member)));
    const unset = Object.keys(from).filter((key) => !Object.hasOwn(object, key));
    const hasSet = Object.keys(set).length > 0;
    if ((hasSet || unset.length > 0) && storedBytes(set) + storedBytes(unset) > storedBytes(object)) {
        return { set: object, whole: true };
    }
    return { ...(hasSet && { set }), ...(unset.length > 0 && { unset }) };
}

/** The objects are canonical, so equal members have equal JSON. */
function isSame(object: Hash, key: string, member: unknown): boolean {
    return (
        Object.hasOwn(object, key) && (object[key] === member || JSON.stringify(object[key]) === JSON.stringify(member))
    );
}

function seenFrom(memory: EventMemory, created: number, item: BillingItem, object: Hash): Seen {
    const { set = {}, unset = [], whole } = memory;
    return {
        id: memory.id,
        type: memory.type,
        created,
        kind: item.kind,
        livemode: memory.livemode ?? item.livemode,
        ...(memory.apiVersion !== undefined && { apiVersion: memory.apiVersion }),
        object: whole ? canonical(set) : objectFrom(object, set, unset),
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
