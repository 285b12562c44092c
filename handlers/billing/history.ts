import { compareEras, findEra, type Era } from "./era";
import type { CustomerSighting, Rank } from "./item";
import { isSameEvent, readCustomerId, type ObjectEvent } from "./object-event";
import { compareRank, compareText, computeRank } from "./rank";
import { isRead } from "./read";
import { countStoredBytes } from "./storable-json";

/** What is known of the events of one object. A function of their set, and of nothing else. */
export interface History {
    /** The latest era that any event belongs to; only its events are kept. */
    era: Era;
    /** The newest second, then the one before it. */
    seconds: readonly Second[];
    /** The newest read, while no event is of its second or later: then it is the state. */
    read?: ObjectEvent;
    /** The second of the newest read. It shows what all events before it led to, so none of those is kept. */
    readAt?: number;
    /** The newest event that named a customer, of any era. */
    customer?: CustomerSighting;
}

/** The events of one second, by ascending id; of several renderings of one event, the last one counts. */
export interface Second {
    created: number;
    events: readonly ObjectEvent[];
    /** Set when the second had more events than are kept: those of this rank and below were dropped. */
    floor?: Rank;
}

/** Whether an event was kept, and if not, why. */
export type Inclusion = "kept" | "known" | "of an earlier era" | "before what is remembered" | "beyond the bound";

/** Maximum number of events kept of a second. */
const maxEvents = 24;

/**
 * Maximum bytes kept of the newest second's events, and of those of the second before, counted with their objects whole
 * and in their storable form. The newest second's first event is kept whatever its size, which `readObjectEvent` bounds.
 * Stored as differences, they usually take a hundredth of it; at worst, the item stays under DynamoDB's 400 KB.
 */
const maxBytes = [300 * 1024, 40 * 1024] as const;

/** Adds one event to a history. */
export function addEvent(history: History | undefined, event: ObjectEvent): { history: History; inclusion: Inclusion } {
    const customer = pickNewest(history?.customer, readCustomerSighting(event));
    const era = findEra(event);
    const later = history === undefined ? 1 : compareEras(era, history.era);
    const base: Evidence = history === undefined || later > 0 ? { seconds: [] } : history;
    const { seconds, read, readAt, inclusion } =
        later < 0
            ? { ...base, inclusion: "of an earlier era" as const }
            : isRead(event)
              ? insertRead(base, event)
              : insertEvent(base, event, era.finality === 2);
    return {
        history: {
            era: history === undefined || later > 0 ? era : history.era,
            seconds,
            ...(read !== undefined && { read }),
            ...(readAt !== undefined && { readAt }),
            ...(customer !== undefined && { customer }),
        },
        inclusion,
    };
}

/** What counts of an era. */
type Evidence = Pick<History, "seconds" | "read" | "readAt">;

/** A read leaves behind the events before its second; those of that second or later leave behind the read. */
function insertRead(base: Evidence, event: ObjectEvent): Evidence & { inclusion: Inclusion } {
    const readAt = Math.max(event.created, base.readAt ?? 0);
    const seconds = base.seconds.filter(({ created }) => created >= readAt);
    if (seconds.length > 0) {
        return { seconds, readAt, inclusion: "before what is remembered" };
    }
    const { read } = base;
    const order = read === undefined ? 1 : event.created - read.created || compareRank(event, read);
    return order > 0
        ? { seconds, read: event, readAt, inclusion: "kept" }
        : { seconds, read, readAt, inclusion: order === 0 ? "known" : "before what is remembered" };
}

function insertEvent(base: Evidence, event: ObjectEvent, isDeleted: boolean): Evidence & { inclusion: Inclusion } {
    const { readAt } = base;
    return readAt !== undefined && event.created < readAt
        ? { ...base, inclusion: "before what is remembered" }
        : { readAt, ...insert(base.seconds, event, isDeleted) };
}

function insert(
    seconds: readonly Second[],
    event: ObjectEvent,
    isDeleted: boolean,
): { seconds: readonly Second[]; inclusion: Inclusion } {
    const own = seconds.find((second) => second.created === event.created) ?? { created: event.created, events: [] };
    const renderings = own.events.filter((other) => isSameEvent(event, other));
    if (renderings.some((other) => compareRank(event, other) === 0)) {
        return { seconds, inclusion: "known" };
    }
    if (own.floor !== undefined && compareRank(event, own.floor) <= 0) {
        return { seconds, inclusion: "beyond the bound" };
    }
    const grown = { ...own, events: [...own.events, event] };
    // Of several deletions only the greatest counts: nothing is compared with what came before.
    const [maxSeconds, maxKept] = isDeleted ? [1, 1] : [maxBytes.length, maxEvents];
    const newest = [...seconds.filter((second) => second !== own), grown]
        .sort((a, b) => b.created - a.created)
        .slice(0, maxSeconds)
        .map((second, place) => keepHighest(second, place, maxKept, !isDeleted));
    const kept = newest.find((second) => second.created === event.created);
    if (kept === undefined) {
        return { seconds, inclusion: "before what is remembered" };
    }
    if (!kept.events.includes(event)) {
        return { seconds: newest, inclusion: "beyond the bound" };
    }
    const isLesser = renderings.some((other) => compareRank(event, other) < 0);
    return { seconds: newest, inclusion: isLesser ? "known" : "kept" };
}

/**
 * Keeps the events of a second that rank highest, up to the first that is too many. Rank and size depend on an event
 * alone, and `floor` keeps out what was once dropped: so the same events are kept whatever their order of arrival.
 */
function keepHighest(second: Second, place: number, maxKept: number, marksFloor: boolean): Second {
    if (place === 0 && second.events.length === 1) {
        return second;
    }
    const highestFirst = [...second.events].sort((a, b) => compareRank(b, a));
    const budget = maxBytes[place] ?? 0;
    let bytes = 0;
    const cut = highestFirst.findIndex((event, index) => {
        bytes += countEventBytes(event);
        return (index >= maxKept || bytes > budget) && !(index === 0 && place === 0);
    });
    const kept = cut === -1 ? highestFirst : highestFirst.slice(0, cut);
    const dropped = highestFirst[cut];
    const floor = dropped === undefined ? second.floor : computeRank(dropped);
    return {
        created: second.created,
        events: kept.sort((a, b) => compareText(a.id, b.id) || compareRank(a, b)),
        ...(marksFloor && floor !== undefined && { floor }),
    };
}

/** Maximum bytes that an event takes in an item, with the names of its members. */
function countEventBytes({ id, type, apiVersion, object, previous }: ObjectEvent): number {
    const names = 128;
    return (
        names + [id, type, apiVersion, object, previous].reduce<number>((sum, part) => sum + countStoredBytes(part), 0)
    );
}

/** The customer that an event's object names; undefined for a customer, which names no other. */
export function readCustomerSighting(event: ObjectEvent): CustomerSighting | undefined {
    const customerId = event.kind === "customer" ? undefined : readCustomerId(event.kind, event.object);
    return customerId === undefined ? undefined : { customerId, eventId: event.id, created: event.created };
}

function pickNewest(a: CustomerSighting | undefined, b: CustomerSighting | undefined): CustomerSighting | undefined {
    if (a === undefined || b === undefined) {
        return a ?? b;
    }
    const order = a.created - b.created || compareText(a.eventId, b.eventId) || compareText(a.customerId, b.customerId);
    return order >= 0 ? a : b;
}
