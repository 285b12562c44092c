import { buildItem } from "./build-item";
import { canonicalJson, type Hash } from "./canonical";
import { findEra } from "./era";
import { findFirstState } from "./first-state";
import { addEvent, type History, type Inclusion } from "./history";
import { makeObjectKey, type BillingItem } from "./item";
import { rebuildHistory } from "./item-memory";
import { isSameEvent, readObjectEvent, type ObjectEvent } from "./object-event";
import type { Outcome } from "./outcome";
import { isRead } from "./read";
import { resolveSameSecond, type Resolution } from "./same-second";
import { readSubject } from "./subject";

/** What an event means for the state of its object. */
export interface Decision {
    /** An event that has an object is never `ignored`. */
    outcome: Exclude<Outcome, "ignored">;
    /** Why, in words, for people who read the ledger. */
    reason: string;
    /** The item to write; absent when there is nothing to write. A stale event may have to be remembered. */
    next?: BillingItem;
}

/**
 * Decides what an event means. The item is a function of the set of events seen: whatever their order and however often
 * each comes, the same events make the same item, byte for byte, apart from `version`, which counts the writes.
 * The rule, and the evidence for it, is in docs/ordering.md.
 *
 * @param current the object's item, found by `makeObjectKey`; undefined when there is none
 * @param event a Stripe event, parsed
 * @throws Error for an event without an object (`readSubject` says so beforehand), and for the item of another object
 */
export function decide(current: BillingItem | undefined, event: unknown): Decision {
    const subject = readSubject(event);
    if ("ignored" in subject) {
        throw new Error(`nothing to decide: ${subject.ignored}`);
    }
    const objectKey = makeObjectKey(subject);
    if (current !== undefined && current.objectKey !== objectKey) {
        throw new Error(`event ${subject.eventId} belongs to ${objectKey}, not to the given item ${current.objectKey}`);
    }
    const { event: objectEvent, leftOut } = readObjectEvent(subject);
    const { history, inclusion } = addEvent(current && rebuildHistory(current), objectEvent);
    const resolution = resolveHistory(history);
    const next = buildItem(subject, history, resolution, (current?.version ?? 0) + 1);
    const { outcome, reason } = explain(objectEvent, inclusion, resolution, current);
    return {
        outcome,
        reason: leftOut === undefined || outcome === "duplicate" ? reason : `${reason}; ${leftOut}`,
        // An event that is kept changes what is remembered; one that is not kept changes at most the customer.
        ...((current === undefined || inclusion === "kept" || !areEqual(current, next)) && { next }),
    };
}

/** The last event of a history: the last one of its newest second, or a read that is later. */
function resolveHistory(history: History): Resolution {
    if (history.read !== undefined) {
        const { read } = history;
        return { winner: read, candidates: [read], by: "it was read from Stripe", ambiguous: false };
    }
    const [newest] = history.seconds;
    if (newest === undefined) {
        throw new Error("a history has at least one second, or a read");
    }
    const resolution = resolveSameSecond(newest.events, newest.events.length > 1 ? findStarts(history) : []);
    return newest.floor === undefined
        ? resolution
        : { ...resolution, ambiguous: true, by: "its second has more events than an item keeps" };
}

/** The states that the object may have been in before its newest second; none where that is not known. */
function findStarts({ seconds: [newest, previous], readAt }: History): Hash[] {
    if (previous !== undefined) {
        const isWhole = previous.floor === undefined;
        return isWhole ? resolveSameSecond(previous.events, []).candidates.map((event) => event.object) : [];
    }
    const events = readAt === undefined ? (newest?.events ?? []) : [];
    return events.map(findFirstState).filter((state) => state !== undefined);
}

/** The event's outcome, and why. */
function explain(
    event: ObjectEvent,
    inclusion: Inclusion,
    { winner, candidates, by, ambiguous }: Resolution,
    current: BillingItem | undefined,
): Pick<Decision, "outcome" | "reason"> {
    const last = nameEvent(winner);
    if (inclusion === "known") {
        return { outcome: "duplicate", reason: "this event was seen before" };
    }
    if (inclusion === "of an earlier era") {
        const reason =
            findEra(winner).finality > 0
                ? `the object has ended: ${last} is final`
                : `the id was used again: ${last} is about a newer object`;
        return { outcome: "stale", reason };
    }
    const isWinner = isSameEvent(winner, event) && winner.created === event.created;
    if (!isWinner && current !== undefined && !isSameEvent(winner, { id: current.eventId, type: current.eventType })) {
        return { outcome: "applied", reason: `it shows that ${last} is the last event of its second: ${by}` };
    }
    if (inclusion === "before what is remembered" || event.created < winner.created) {
        return { outcome: "stale", reason: `${last} is from a newer second` };
    }
    if (ambiguous && (inclusion === "beyond the bound" || candidates.includes(event))) {
        return { outcome: "ambiguous", reason: `${isWinner ? "used" : `${last} is used`}: ${by}` };
    }
    if (!isWinner) {
        return { outcome: "stale", reason: `${last} is the last event of its second: ${by}` };
    }
    return {
        outcome: "applied",
        reason:
            current !== undefined
                ? explainWinner(winner, current, by)
                : isRead(winner)
                  ? "read from Stripe, and no event came before"
                  : "the object's first event",
    };
}

function nameEvent(event: Pick<ObjectEvent, "id" | "type" | "created">): string {
    return isRead(event)
        ? `the read from Stripe at ${new Date(event.created * 1000).toISOString()}`
        : `${event.type} ${event.id}`;
}

function explainWinner(winner: ObjectEvent, current: BillingItem, by: string): string {
    const before = nameEvent({ id: current.eventId, type: current.eventType, created: current.eventCreated });
    if (winner.created > current.eventCreated) {
        return `newer than ${before}`;
    }
    return winner.created === current.eventCreated ? by : `it ends the object that ${before} showed`;
}

function areEqual(one: BillingItem, other: BillingItem): boolean {
    return canonicalJson({ ...one, version: 0 }) === canonicalJson({ ...other, version: 0 });
}
