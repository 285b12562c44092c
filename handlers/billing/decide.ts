import { canonicalJson } from "./canonical";
import { include, type History, type Inclusion } from "./history";
import { objectKeyOf, type BillingItem } from "./item";
import { historyOf } from "./item-memory";
import { itemOf } from "./build-item";
import { eraOf, isSameEvent, seenOf, type Seen } from "./object-event";
import { settle, type Settled } from "./same-second";
import { subjectOf } from "./subject";

/** What an event means for the state of its object. */
export interface Decision {
    /**
     * `applied`: the event is, or reveals, the object's state. `duplicate`: it was seen before. `stale`: the object is
     * past it. `ambiguous`: it shares its second with another event, and nothing tells which of them is the last.
     */
    outcome: "applied" | "duplicate" | "stale" | "ambiguous";
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
 * @param current the object's item, as read by `objectKeyOf`; undefined when there is none
 * @param event a Stripe event, parsed. Throws for an event that `subjectOf` ignores, and for the item of another
 *   object: both are for the caller to tell apart first.
 */
export function decide(current: BillingItem | undefined, event: unknown): Decision {
    const subject = subjectOf(event);
    if ("ignored" in subject) {
        throw new Error(`There is nothing to decide: ${subject.ignored}`);
    }
    const objectKey = objectKeyOf(subject);
    if (current !== undefined && current.objectKey !== objectKey) {
        throw new Error(`The event ${subject.eventId} is of ${objectKey}, but the item given is ${current.objectKey}`);
    }
    const { seen, leftOut } = seenOf(subject);
    const { history, inclusion } = include(current && historyOf(current), seen);
    const settled = settleHistory(history);
    const next = itemOf(subject, history, settled, (current?.version ?? 0) + 1);
    const { outcome, reason } = outcomeOf(seen, inclusion, settled, current);
    return {
        outcome,
        reason: leftOut === undefined || outcome === "duplicate" ? reason : `${reason}; ${leftOut}`,
        // An event that is kept changes what is remembered; of others, at most the customer is.
        ...((current === undefined || inclusion === "kept" || !areEqual(current, next)) && { next }),
    };
}

function settleHistory(history: History): Settled {
    const [newest, previous] = history.seconds;
    if (newest === undefined) {
        throw new Error("a history has at least one second");
    }
    const isKnown = previous !== undefined && previous.floor === undefined && newest.events.length > 1;
    const starts = isKnown ? settle(previous.events, []).candidates.map((event) => event.object) : [];
    const settled = settle(newest.events, starts);
    return newest.floor === undefined
        ? settled
        : { ...settled, ambiguous: true, by: "its second holds more events than are kept" };
}

function outcomeOf(
    seen: Seen,
    inclusion: Inclusion,
    { winner, candidates, by, ambiguous }: Settled,
    current: BillingItem | undefined,
): Pick<Decision, "outcome" | "reason"> {
    const last = `${winner.type} ${winner.id}`;
    if (inclusion === "known") {
        return { outcome: "duplicate", reason: "this event was seen before" };
    }
    if (inclusion === "of an earlier era") {
        const reason =
            eraOf(winner).finality > 0
                ? `the object has ended: ${last} is final`
                : `${last} is of a later life of the id`;
        return { outcome: "stale", reason };
    }
    const isWinner = isSameEvent(winner, seen) && winner.created === seen.created;
    if (!isWinner && current !== undefined && !isSameEvent(winner, { id: current.eventId, type: current.eventType })) {
        return { outcome: "applied", reason: `it shows that ${last} is the last of its second: ${by}` };
    }
    if (inclusion === "before what is remembered" || seen.created < winner.created) {
        return { outcome: "stale", reason: `${last} is of a newer second` };
    }
    if (ambiguous && (inclusion === "beyond the bound" || candidates.includes(seen))) {
        return { outcome: "ambiguous", reason: `${isWinner ? "taken" : `${last} is taken`}: ${by}` };
    }
    if (!isWinner) {
        return { outcome: "stale", reason: `${last} is the last of its second: ${by}` };
    }
    return {
        outcome: "applied",
        reason: current === undefined ? "the object's first event" : reasonOf(current, winner, by),
    };
}

function reasonOf(current: BillingItem, winner: Seen, by: string): string {
    if (winner.created > current.eventCreated) {
        return `newer than ${current.eventType} ${current.eventId}`;
    }
    return winner.created === current.eventCreated ? by : `it ends what ${current.eventType} ${current.eventId} showed`;
}

function areEqual(one: BillingItem, other: BillingItem): boolean {
    return canonicalJson({ ...one, version: 0 }) === canonicalJson({ ...other, version: 0 });
}
