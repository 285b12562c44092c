import { canonical, type Hash } from "./canonical";
import { findEra } from "./era";
import { readCustomerSighting, type History } from "./history";
import type { BillingItem, EventMemory, Memory } from "./item";
import { isSameEvent, type ObjectEvent } from "./object-event";
import { countStoredBytes } from "./storable-json";

/** Makes an item's memory of a history: every event, with its object as the difference from the winner's. */
export function rememberHistory(history: History, winner: ObjectEvent): Memory {
    const { customer, read, readAt } = history;
    const isWinners = JSON.stringify(customer) === JSON.stringify(readCustomerSighting(winner));
    return {
        seconds: history.seconds.map(({ created, events, floor }) => ({
            created,
            events: events.map((event) => rememberEvent(event, winner)),
            ...(floor !== undefined && { floor }),
        })),
        ...(read !== undefined ? { read: rememberEvent(read, winner) } : readAt !== undefined && { readAt }),
        ...(customer !== undefined && !isWinners && { customer }),
    };
}

/** Counts the bytes that a memory's events take, as DynamoDB does. */
export function countMemoryBytes({ seconds }: Memory): number {
    return seconds
        .flatMap(({ events }) => events)
        .flatMap((event) => Object.entries(event))
        .reduce((bytes, [name, part]) => bytes + 1 + name.length + countStoredBytes(part), 0);
}

/** Rebuilds the history that an item remembers. */
export function rebuildHistory(item: BillingItem): History {
    const object = canonical(item.object);
    const seconds = item.memory.seconds.map(({ created, events, floor }) => ({
        created,
        events: events.map((event) => rebuildEvent(event, created, item, object)),
        ...(floor !== undefined && {
            floor: { phase: floor.phase, id: floor.id, apiVersion: floor.apiVersion, digest: floor.digest },
        }),
    }));
    const read = item.memory.read && rebuildEvent(item.memory.read, item.eventCreated, item, object);
    const winner =
        read ?? seconds[0]?.events.findLast((event) => isSameEvent(event, { id: item.eventId, type: item.eventType }));
    if (winner === undefined) {
        throw new Error(`the item ${item.objectKey} does not remember the event ${item.eventId} that wrote it`);
    }
    const { customer: kept } = item.memory;
    const customer =
        kept === undefined
            ? readCustomerSighting(winner)
            : { customerId: kept.customerId, eventId: kept.eventId, created: kept.created };
    const readAt = read === undefined ? item.memory.readAt : read.created;
    return {
        era: findEra(winner),
        seconds,
        ...(read !== undefined && { read }),
        ...(readAt !== undefined && { readAt }),
        ...(customer !== undefined && { customer }),
    };
}

function rememberEvent(event: ObjectEvent, winner: ObjectEvent): EventMemory {
    return {
        id: event.id,
        type: event.type,
        ...(event.apiVersion !== undefined && { apiVersion: event.apiVersion }),
        ...(event.previous !== undefined && { previous: event.previous }),
        ...findDifference(event.object, winner.object),
        ...(event.truncated && { truncated: true }),
        ...(event.livemode !== winner.livemode && { livemode: event.livemode }),
    };
}

/** Never more than the object itself takes: the bound on what is remembered counts on it. */
function findDifference(object: Hash, from: Hash): Pick<EventMemory, "set" | "unset" | "whole"> {
    const set = Object.fromEntries(Object.entries(object).filter(([key, member]) => !isSame(from, key, member)));
    const unset = Object.keys(from).filter((key) => !Object.hasOwn(object, key));
    const hasSet = Object.keys(set).length > 0;
    if ((hasSet || unset.length > 0) && countStoredBytes(set) + countStoredBytes(unset) > countStoredBytes(object)) {
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

function rebuildEvent(memory: EventMemory, created: number, item: BillingItem, object: Hash): ObjectEvent {
    const { set = {}, unset = [], whole } = memory;
    return {
        id: memory.id,
        type: memory.type,
        created,
        kind: item.kind,
        livemode: memory.livemode ?? item.livemode,
        ...(memory.apiVersion !== undefined && { apiVersion: memory.apiVersion }),
        object: whole ? canonical(set) : rebuildObject(object, set, unset),
        ...(memory.previous !== undefined && { previous: canonical(memory.previous) }),
        truncated: memory.truncated === true,
    };
}

/** Only the difference needs putting in order: the members of the item's object are in order already. */
function rebuildObject(object: Hash, set: Hash, unset: readonly string[]): Hash {
    const keys = [...Object.keys(object), ...Object.keys(set).filter((key) => !Object.hasOwn(object, key))];
    return Object.fromEntries(
        keys
            .filter((key) => !unset.includes(key))
            .sort()
            .map((key) => [key, Object.hasOwn(set, key) ? canonical(set[key]) : object[key]]),
    );
}
