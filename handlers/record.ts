import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import { decide, type Decision } from "./billing/decide";
import { subjectOf } from "./billing/subject";
import { createRecordTables, type LedgerEntry } from "./record-tables";
import type { StripeEvent } from "./stripe-event";
import type { StripeHandler } from "./subscriber";
import type { Telemetry } from "./telemetry";

export interface RecorderDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    stateTable: string;
    ledgerTable: string;
    /** How long the ledger remembers an event, in days. */
    ledgerDays: number;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    /** Waits, in milliseconds, before a conflicting write is tried again. */
    wait: (milliseconds: number) => Promise<void>;
    /** In [0, 1), for jitter. */
    random: () => number;
    telemetry: Telemetry;
}

/** How often an event is decided anew because others wrote its object meanwhile; then Lambda's own retries take over. */
const mostAttempts = 12;
const longestWait = 400;

/**
 * Makes the handler that keeps the billing state: reads the object's item and the event's ledger entry, decides, and
 * writes both in one transaction, conditional on what it read. Two DynamoDB calls for an event that applies, one for a
 * known duplicate. A crash between the two calls has changed nothing; one after them is a known duplicate on retry.
 */
export function createRecorder(deps: RecorderDeps): StripeHandler<unknown> {
    const { ledgerDays, now, wait, random, telemetry } = deps;
    const tables = createRecordTables(deps);

    function entryOf(
        event: StripeEvent,
        objectId: string | undefined,
        outcome: LedgerEntry["outcome"],
        reason: string,
    ) {
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

    function tell(event: StripeEvent, outcome: string, reason: string): void {
        telemetry.info(outcome, { eventId: event.id, eventType: event.type, reason });
        telemetry.count(`Events_${outcome}`);
    }

    return async (detail) => {
        const event = detail as StripeEvent;
        const subject = subjectOf(detail);
        if ("passedOver" in subject) {
            await tables.note(entryOf(event, undefined, "passed over", subject.passedOver));
            return tell(event, "passed over", subject.passedOver);
        }
        const objectKey = `${subject.account}#${subject.objectId}`;
        for (let attempt = 1; attempt <= mostAttempts; attempt++) {
            const { item, known } = await tables.read(objectKey, event.id);
            if (known !== undefined) {
                return tell(event, "duplicate", `recorded before as ${known.outcome}`);
            }
            const decision: Decision = decide(item, detail);
            const entry = entryOf(event, subject.objectId, decision.outcome, decision.reason);
            if (await tables.write(item?.version, decision.next, entry)) {
                return tell(event, decision.outcome, decision.reason);
            }
            telemetry.count("WriteConflicts");
            await wait(random() * Math.min(longestWait, 10 * 2 ** attempt));
        }
        throw new Error(`event ${event.id}: its object was written by others ${mostAttempts} times in a row`);
    };
}
