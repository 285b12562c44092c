import type { Hash } from "./billing/canonical";
import { readThinEvent, type ThinEvent } from "./billing/thin-event";
import { recognize, toDuplicate, type Recorded, type RecordEvent } from "./record";
import type { LedgerEntry, RecordTables } from "./record-tables";
import { createReport } from "./report";
import { isStripeEvent, type StripeEvent } from "./stripe-event";
import { findStripeKind } from "./stripe-kinds";
import type { StripeHandler } from "./subscriber";
import type { StripeReader } from "./sync/stripe-reader";
import { createSyncOne, syncOutcomes } from "./sync/sync-one";
import type { Telemetry } from "./telemetry";

export interface ThinRecorderDeps {
    record: RecordEvent;
    tables: Pick<RecordTables, "read" | "find" | "note">;
    stripe: StripeReader;
    /** How long the ledger remembers an event, in days. */
    ledgerDays: number;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    telemetry: Telemetry;
}

/** Stripe shows an event for so long (https://docs.stripe.com/api/events). */
const shownSeconds = 30 * 86_400;

/**
 * Makes the recorder that also records thin events, each as its snapshot twin. The snapshot's ledger entry decides: it names
 * the thin event that led to it, if one did, so that whichever form comes first is applied and the other is a duplicate, and
 * a crash between the two entries changes neither. The thin event's own entry follows, and names the snapshot.
 *
 * A thin event that has no twin, or whose twin is older than Stripe shows, has its object read and recorded as a read.
 *
 * Rejects with a `StripeFailure` while Stripe does not answer as it should.
 */
export function createThinRecorder(deps: ThinRecorderDeps): StripeHandler<unknown> {
    const { record, tables, stripe, ledgerDays, now } = deps;
    const report = createReport(deps.telemetry);

    /** The snapshot twin as a webhook would bring it; undefined where Stripe no longer shows it. */
    async function readSnapshot({ id, origin, created }: ThinEvent, snapshotId: string) {
        const reader = stripe.of(origin);
        const { body, readAt } = await reader.get(`/v1/events/${encodeURIComponent(snapshotId)}`);
        if (body === undefined) {
            if (readAt - created < shownSeconds) {
                throw new Error(
                    `Stripe has no event ${snapshotId}, the snapshot of ${id}: is stripeApiKey that of the account that it comes from?`,
                );
            }
            return undefined;
        }
        const event = addOrigin(body, origin);
        if (!isStripeEvent(event) || event.id !== snapshotId) {
            throw new Error(`Stripe's answer to GET /v1/events/${snapshotId} is not that event`);
        }
        return event;
    }

    const readEach = (objectKeys: readonly string[], eventId: string) =>
        Promise.all(objectKeys.map(async (key) => [key, await tables.read(key, eventId)] as const));

    async function recordRelated({ id, origin, related }: ThinEvent, why: string): Promise<Recorded> {
        if (related === undefined || findStripeKind(related.kind) === undefined) {
            const what = related === undefined ? "it names no object" : `a ${related.kind} is not read by its id alone`;
            return { outcome: "ignored", reason: `${why}, and ${what}`, objectId: related?.id };
        }
        const { syncOne } = createSyncOne({
            stripe: stripe.of(origin),
            state: { readItems: async (keys) => new Map(await readEach(keys, id)) },
            record: (read, options) => record(read, { ...options, thinEventId: id }),
        });
        const { objectId, outcome, reason } = await syncOne(related.kind, related.id, `read for the thin event ${id}`);
        return {
            outcome: syncOutcomes[outcome],
            reason: `${why}; the object was read: ${reason ?? outcome}`,
            objectId,
        };
    }

    /** What the ledger has to say of a thin event that it does not have. */
    async function follow(thin: ThinEvent, known: LedgerEntry | undefined, endpoint?: string): Promise<Recorded> {
        const { id, snapshotId } = thin;
        if (snapshotId === undefined) {
            return recordRelated(thin, "it has no snapshot");
        }
        if (known !== undefined) {
            return { ...recognize(known, id), objectId: known.objectId };
        }
        const snapshot = await readSnapshot(thin, snapshotId);
        return snapshot === undefined
            ? recordRelated(thin, "Stripe no longer shows its snapshot")
            : record(snapshot, { endpoint, thinEventId: id });
    }

    async function recordThin(thin: ThinEvent, endpoint?: string): Promise<Recorded> {
        const { id: eventId, type: eventType, snapshotId } = thin;
        const entries = await tables.find(snapshotId === undefined ? [eventId] : [eventId, snapshotId]);
        const own = entries.find((entry) => entry.eventId === eventId);
        if (own !== undefined) {
            return { ...toDuplicate(own), objectId: own.objectId };
        }
        const snapshotType = eventType.slice("v1.".length);
        const known = entries.find((entry) => entry.eventId === snapshotId && entry.eventType === snapshotType);
        const recorded = await follow(thin, known, endpoint);
        const { objectId, outcome, reason: found } = recorded;
        const reason = snapshotId === undefined ? found : `its snapshot ${snapshotId}: ${found}`;
        const at = now();
        const noted = await tables.note({
            eventId,
            eventType,
            ...(objectId !== undefined && { objectId }),
            outcome,
            reason,
            ...(endpoint !== undefined && { endpoint }),
            ...(snapshotId !== undefined && { snapshotEventId: snapshotId }),
            recordedAt: new Date(at).toISOString(),
            expiresAt: Math.floor(at / 1000) + ledgerDays * 86_400,
        });
        return { ...recorded, ...(noted === undefined ? { reason } : toDuplicate(noted)) };
    }

    return async (detail, { endpoint }) => {
        const thin = readThinEvent(detail);
        if (thin === undefined) {
            await record(detail as StripeEvent, { endpoint });
            return;
        }
        const { id, type, snapshotId: snapshotEventId } = thin;
        report({ id, type, endpoint }, { ...(await recordThin(thin, endpoint)), snapshotEventId });
    };
}

/** Asked as a connected account, Stripe does not say whose an event is; a webhook's events do. */
function addOrigin(event: Hash, { account, context }: ThinEvent["origin"]): Hash {
    const isNamed = event.account !== undefined || event.context !== undefined;
    return account === "platform" || isNamed
        ? event
        : { ...event, ...(context === undefined ? { account } : { context }) };
}
