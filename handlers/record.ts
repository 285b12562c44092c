import { resolveAmbiguous } from "./billing/resolve-ambiguous";
import { decide, type Decision } from "./billing/decide";
import { makeObjectKey } from "./billing/item";
import { isName, readSubject, type Subject } from "./billing/subject";
import type { KnownEntry, LedgerEntry, RecordTables } from "./record-tables";
import type { Retrieve } from "./retrieve";
import type { StripeEvent } from "./stripe-event";
import type { StripeHandler } from "./subscriber";
import type { Telemetry } from "./telemetry";

export interface RecorderDeps {
    tables: RecordTables;
    /** How long the ledger remembers an event, in days. */
    ledgerDays: number;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    /** Waits, in milliseconds, before a conflicting write is tried again. */
    wait: (milliseconds: number) => Promise<void>;
    /** In [0, 1), for jitter. */
    random: () => number;
    /** The subscriber's, which flushes it. */
    telemetry: Telemetry;
    /** Asks Stripe where the events leave the state open; without it, the tie-break stands and the item says so. */
    retrieve?: Retrieve;
}

type Verdict = Pick<LedgerEntry, "outcome" | "reason">;

/** How often an event is decided anew because others wrote its object meanwhile; then Lambda's own retries take over. */
const maxAttempts = 12;
/** The longest wait between two of them, in milliseconds. */
const maxWaitMilliseconds = 400;

/**
 * Makes the handler that keeps the billing state: reads the object's item and the event's ledger entry, decides, and
 * writes both in one transaction, conditional on what it read. Two DynamoDB calls for an event that applies, one for a
 * known duplicate and for an event that is ignored; one more where another event has had the id. A crash between the two
 * calls has changed nothing; one after them is a known duplicate on retry.
 */
export function createRecorder(deps: RecorderDeps): StripeHandler<unknown> {
    const { tables, ledgerDays, now, wait, random, telemetry, retrieve } = deps;

    function entryOf(
        eventId: string,
        event: StripeEvent,
        { outcome, reason }: Verdict,
        objectId?: string,
    ): LedgerEntry {
        const recordedAt = now();
        return {
            eventId,
            eventType: event.type,
            ...(objectId === undefined ? {} : { objectId }),
            outcome,
            reason,
            recordedAt: new Date(recordedAt).toISOString(),
            expiresAt: Math.floor(recordedAt / 1000) + ledgerDays * 86_400,
        };
    }

    /** The decision, or where it is open, the one that Stripe itself gives. */
    async function settled(decision: Decision, subject: Subject): Promise<Decision> {
        if (retrieve === undefined || decision.next?.ambiguous === undefined) {
            return decision;
        }
        try {
            const next = resolveAmbiguous(decision.next, await retrieve(subject));
            const reason = `${decision.reason}; settled by reading it from Stripe`;
            return next === undefined ? decision : { outcome: "applied", reason, next };
        } catch (error) {
            // The tie-break stands in: marked on the item, counted, and the same for every order of arrival.
            telemetry.error("Stripe could not be asked", error, { eventId: subject.eventId });
            telemetry.count("RetrieveFailures");
            return decision;
        }
    }

    /** Undefined when others wrote the object or the entry meanwhile, and nothing was written. */
    async function attempt(event: StripeEvent, subject: Subject): Promise<Verdict | undefined> {
        const objectKey = makeObjectKey(subject);
        const first = await tables.read(objectKey, event.id);
        const namesake = namesakeOf(event, first.known);
        const ledgerId = namesake === undefined ? event.id : ownLedgerId(event);
        const { item, known } = namesake === undefined ? first : await tables.read(objectKey, ledgerId);
        if (known !== undefined) {
            return duplicateOf(known);
        }
        const { next, ...decided } = await settled(decide(item, event), subject);
        const verdict = besides(decided, namesake);
        const isWritten = await tables.write(item?.version, next, entryOf(ledgerId, event, verdict, subject.objectId));
        return isWritten ? verdict : undefined;
    }

    /** Notes an event that is about no object. */
    async function ignore(event: StripeEvent, reason: string): Promise<Verdict> {
        const verdict = { outcome: "ignored", reason } as const;
        const known = await tables.note(entryOf(event.id, event, verdict));
        const namesake = namesakeOf(event, known);
        if (namesake === undefined) {
            return known === undefined ? verdict : duplicateOf(known);
        }
        const own = besides(verdict, namesake);
        const again = await tables.note(entryOf(ownLedgerId(event), event, own));
        return again === undefined ? own : duplicateOf(again);
    }

    async function record(event: StripeEvent): Promise<Verdict & Pick<LedgerEntry, "objectId">> {
        const subject = readSubject(event);
        if ("ignored" in subject) {
            if (!isName(event.id) || !isName(event.type)) {
                throw new Error(`not a Stripe event: ${subject.ignored}`);
            }
            return ignore(event, subject.ignored);
        }
        for (let tries = 1; tries <= maxAttempts; tries++) {
            const verdict = await attempt(event, subject);
            if (verdict !== undefined) {
                return { ...verdict, objectId: subject.objectId };
            }
            telemetry.count("WriteConflicts");
            await wait(random() * Math.min(maxWaitMilliseconds, 10 * 2 ** tries));
        }
        throw new Error(`event ${event.id}: gave up after ${maxAttempts} write conflicts`);
    }

    return async (detail) => {
        const event = detail as StripeEvent;
        const { outcome, reason, objectId } = await record(event);
        telemetry.info(outcome, { eventId: event.id, eventType: event.type, objectId, reason });
        telemetry.count(metrics[outcome]);
    };
}

/** The metric that counts each outcome. */
const metrics: Readonly<Record<LedgerEntry["outcome"], string>> = {
    applied: "EventsApplied",
    duplicate: "EventsDuplicate",
    stale: "EventsStale",
    ambiguous: "EventsAmbiguous",
    ignored: "EventsIgnored",
};

/**
 * The ledger's entry of another event with the same id. Ids are not always one event's: Stripe's old test webhooks are all
 * `evt_00000000000000`. The second event of an id, and any further one, has its entry under `ownLedgerId`.
 */
function namesakeOf(event: StripeEvent, known: KnownEntry | undefined): KnownEntry | undefined {
    return known !== undefined && known.eventType !== event.type ? known : undefined;
}

function ownLedgerId({ id, type }: StripeEvent): string {
    return `${id}#${type}`;
}

function besides({ outcome, reason }: Verdict, namesake: KnownEntry | undefined): Verdict {
    const note = namesake === undefined ? "" : `; its id was seen before as ${namesake.eventType}`;
    return { outcome, reason: `${reason}${note}` };
}

function duplicateOf({ outcome }: KnownEntry): Verdict {
    return { outcome: "duplicate", reason: `recorded before as ${outcome}` };
}
