import { confirmed } from "./billing/confirmed";
import { decide, type Decision } from "./billing/decide";
import { objectKeyOf } from "./billing/item";
import { subjectOf, type Subject } from "./billing/subject";
import type { LedgerEntry, RecordTables } from "./record-tables";
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

/** How often an event is decided anew because others wrote its object meanwhile; then Lambda's own retries take over. */
const mostAttempts = 12;
/** The longest wait between two of them, in milliseconds. */
const longestWait = 400;

/**
 * Makes the handler that keeps the billing state: reads the object's item and the event's ledger entry, decides, and
 * writes both in one transaction, conditional on what it read. Two DynamoDB calls for an event that applies, one for a
 * known duplicate. A crash between the two calls has changed nothing; one after them is a known duplicate on retry.
 */
export function createRecorder(deps: RecorderDeps): StripeHandler<unknown> {
    const { tables, ledgerDays, now, wait, random, telemetry, retrieve } = deps;
    type Verdict = Pick<LedgerEntry, "outcome" | "reason">;

    function entryOf(event: StripeEvent, { outcome, reason }: Verdict, objectId?: string): LedgerEntry {
        const recordedAt = now();
        return {
            eventId: event.id,
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
            const next = confirmed(decision.next, await retrieve(subject));
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
        const { item, known } = await tables.read(objectKeyOf(subject), event.id);
        if (known !== undefined) {
            return { outcome: "duplicate", reason: `recorded before as ${known.outcome}` };
        }
        const { next, ...verdict } = await settled(decide(item, event), subject);
        const isWritten = await tables.write(item?.version, next, entryOf(event, verdict, subject.objectId));
        return isWritten ? verdict : undefined;
    }

    async function record(event: StripeEvent): Promise<Verdict & Pick<LedgerEntry, "objectId">> {
        const subject = subjectOf(event);
        if ("passedOver" in subject) {
            if (!event.id || !event.type) {
                throw new Error(`what came is no Stripe event: ${subject.passedOver}`);
            }
            const verdict = { outcome: "passed over", reason: subject.passedOver } as const;
            await tables.note(entryOf(event, verdict));
            return verdict;
        }
        for (let tries = 1; tries <= mostAttempts; tries++) {
            const verdict = await attempt(event, subject);
            if (verdict !== undefined) {
                return { ...verdict, objectId: subject.objectId };
            }
            telemetry.count("WriteConflicts");
            await wait(random() * Math.min(longestWait, 10 * 2 ** tries));
        }
        throw new Error(`event ${event.id}: others wrote its object ${mostAttempts} times in a row`);
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
    "passed over": "EventsPassedOver",
};
