import type { CustomerSighting, Rank } from "./item";
import {
    compareEras,
    compareRank,
    compareText,
    customerOf,
    eraOf,
    isSameEvent,
    rankOf,
    type Era,
    type Seen,
} from "./object-event";
import { storedBytes } from "./storable-json";

/** What is known of the events of one object. A function of their set, and of nothing else. */
export interface History {
    /** The latest era that any event belongs to; only its events are kept. */
    era: Era;
    /** The newest second, then the one before it. */
    seconds: readonly Second[];
    /** The newest event that named a customer, of any era. */
    customer?: CustomerSighting;
}

/** The events of one second, by ascending id; of several renderings of one event, the one that counts is the last. */
export interface Second {
    created: number;
    events: readonly Seen[];
    floor?: Rank;
}

/** What became of an event: kept, known already, or not kept, and why. */
export type Inclusion = "kept" | "known" | "of an earlier era" | "before what is remembered" | "beyond the bound";

/** At most this many events of a second are kept. */
const maxEvents = 24;

/**
 * At most this many bytes of a second's events are kept, counted with their objects whole and in their storable form,
 * for the newest second and the one before. The newest second's first event is kept whatever its size, which `seenOf`
 * bounds. Stored as differences, they usually take a hundredth of it; at worst, the item stays under DynamoDB's 400 KB.
 */
const maxBytes = [300 * 1024, 40 * 1024] as const;

/** The history with one more event in it. */
export function include(history: History | undefined, event: Seen): { history: History; inclusion: Inclusion } {
    const customer = newestOf(history?.customer, sightingOf(event));
    const era = eraOf(event);
    const later = history === undefined ? 1 : compareEras(era, history.era);
    const base = history === undefined || later > 0 ? { era, seconds: [] } : history;
    const { seconds, inclusion } =
        later < 0
            ? { seconds: base.seconds, inclusion: "of an earlier era" as const }
            : insert(base.seconds, event, era.finality === 2);
    return { history: { era: base.era, seconds, ...(customer !== undefined && { customer }) }, inclusion };
}

function insert(
    seconds: readonly Second[],
    event: Seen,
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
    // Of deletions the greatest is all that counts: nothing is compared with what came before.
    const [maxSeconds, maxKept] = isDeleted ? [1, 1] : [maxBytes.length, maxEvents];
    const newest = [...seconds.filter((second) => second !== own), grown]
        .sort((a, b) => b.created - a.created)
        .slice(0, maxSeconds)
        .map((second, place) => bounded(second, place, maxKept, !isDeleted));
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
 * The second with as many of its events as may be kept: the highest by rank, up to the first that is too many. Rank and
 * size belong to an event alone, and what was left out once stays out by `floor`: so the same events are kept whatever
 * the order they come in.
 */
function bounded(second: Second, place: number, maxKept: number, marksFloor: boolean): Second {
    if (place === 0 && second.events.length === 1) {
        return second;
    }
    const highestFirst = [...second.events].sort((a, b) => compareRank(b, a));
    const budget = maxBytes[place] ?? 0;
    let bytes = 0;
    const cut = highestFirst.findIndex((event, index) => {
        bytes += bytesOf(event);
        return (index >= maxKept || bytes > budget) && !(index === 0 && place === 0);
    });
    const kept = cut === -1 ? highestFirst : highestFirst.slice(0, cut);
    const dropped = highestFirst[cut];
    const floor = dropped === undefined ? second.floor : rankOf(dropped);
    return {
        created: second.created,
        events: kept.sort((a, b) => compareText(a.id, b.id) || compareRank(a, b)),
        ...(marksFloor && floor !== undefined && { floor }),
    };
}

/** What an event takes in an item at most, with the names of its members. */
function bytesOf({ id, type, apiVersion, object, previous }: Seen): number {
    const names = 128;
    return names + [id, type, apiVersion, object, previous].reduce<number>((sum, part) => sum + storedBytes(part), 0);
}

/** What an event says of the object's customer; nothing for a customer, which is its own. */
export function sightingOf(event: Seen): CustomerSighting | undefined {
    const customerId = event.kind === "customer" ? undefined : customerOf(event.kind, event.object);
    return customerId === undefined ? undefined : { customerId, eventId: event.id, created: event.created };
}

function newestOf(a: CustomerSighting | undefined, b: CustomerSighting | undefined): CustomerSighting | undefined {
    if (a === undefined || b === undefined) {
        return a ?? b;
    }
    const order = a.created - b.created || compareText(a.eventId, b.eventId) || compareText(a.customerId, b.customerId);
    return order >= 0 ? a : b;
}
