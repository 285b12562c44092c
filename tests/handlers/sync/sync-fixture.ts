import { createRecordEvent } from "../../../handlers/record";
import { createThinRecorder } from "../../../handlers/record-thin";
import { createBackfill } from "../../../handlers/sync/backfill";
import type { Checkpoint } from "../../../handlers/sync/checkpoint";
import { createFollowAlerts } from "../../../handlers/sync/follow-alerts";
import { createReconcile } from "../../../handlers/sync/reconcile";
import { createStripeReader, type StripeReaderDeps } from "../../../handlers/sync/stripe-reader";
import { createSyncObject } from "../../../handlers/sync/sync-object";
import type { SyncTables } from "../../../handlers/sync/sync-tables";
import { memoryTables } from "../memory-tables";
import { quietTelemetry } from "../quiet-telemetry";
import { fakeStripe } from "./fake-stripe";

/** 2026-01-01, in seconds. */
export const start = Date.UTC(2026, 0, 1) / 1000;

/** A Stripe, the state's tables and what keeps them in step, all in memory, on a clock that waiting moves on. */
export function syncFixture(options: Partial<StripeReaderDeps> = {}) {
    let elapsed = 0;
    const now = () => start * 1000 + elapsed;
    const wait = async (milliseconds: number) => {
        elapsed += milliseconds;
    };
    const tables = memoryTables();
    const telemetry = quietTelemetry();
    const stripe = fakeStripe(now);
    const checkpoints = new Map<string, Checkpoint>();
    const state: SyncTables = {
        readItems: async (keys) =>
            new Map(
                keys.flatMap((key) => {
                    const item = tables.items.get(key);
                    return item === undefined
                        ? []
                        : [[key, { item, journal: tables.journals.get(key) ?? [] }] as const];
                }),
            ),
        find: async (ids) => [...tables.ledger.values()].filter(({ eventId }) => ids.includes(eventId)),
        replaceEntry: async (entry) => void tables.ledger.set(entry.eventId, entry),
        scan: async function* () {
            yield [...tables.items.values()];
        },
        readCheckpoint: async (id) => structuredClone(checkpoints.get(id)),
        writeCheckpoint: async (id, checkpoint) => void checkpoints.set(id, structuredClone(checkpoint)),
    };
    const reader = createStripeReader({
        apiKey: async () => "sk_test_1",
        base: "https://stripe.test",
        fetch: stripe.fetch,
        monotonic: () => elapsed,
        wait,
        ...options,
    });
    const record = createRecordEvent({ tables, ledgerDays: 90, now, wait, random: () => 0.5, telemetry });
    const deps = { stripe: reader, state, record, now, telemetry };
    return {
        stripe,
        reader,
        tables,
        state,
        checkpoints,
        telemetry,
        record,
        now,
        wait,
        backfill: createBackfill(deps),
        reconcile: createReconcile(deps),
        syncObject: createSyncObject(deps),
        followAlerts: createFollowAlerts({ ...deps, ledgerDays: 90 }),
        recordAny: createThinRecorder({ ...deps, tables, ledgerDays: 90 }),
    };
}

type Hash = Record<string, unknown>;

export function subscription(id: string, changes: Hash = {}): Hash & { id: string } {
    return {
        id,
        object: "subscription",
        customer: "cus_1",
        status: "active",
        created: start - 86_400,
        livemode: false,
        ...changes,
    };
}

/** An update of an object, an hour before the fixture's start unless told otherwise. */
export function updated(id: string, object: Hash, created = start - 3600) {
    const type = `customer.${String(object.object)}.updated`;
    return { id, object: "event" as const, type, created, livemode: false, data: { object } };
}

/** The thin twin of a snapshot event, as Stripe sends it: its `changes` left out, as nobody reads them. */
export function thinTwin({ id, type, created, account, data }: Snapshot) {
    const { id: objectId, object } = data.object;
    return {
        id: id.replace("evt_", "evt_thin_"),
        object: "v2.core.event" as const,
        type: `v1.${type}`,
        created: new Date(Number(created) * 1000).toISOString(),
        livemode: false,
        ...(account !== undefined && { context: account }),
        reason: null,
        related_object:
            objectId === undefined ? null : { id: objectId, type: object, url: `/v1/${String(object)}s/${objectId}` },
        snapshot_event: id as string | undefined,
    };
}

export interface Snapshot {
    id: string;
    type: string;
    created: number | string;
    account?: string;
    data: { object: { id?: string; object?: unknown } };
}

/** An alert that Stripe could not make an event of `related`, half an hour before the fixture's start unless told otherwise. */
export function alert(id: string, related: Hash | null, impact: Hash = {}, created = start - 1800) {
    const time = new Date(created * 1000).toISOString();
    return {
        id,
        object: "v2.core.event",
        type: "v2.core.health.event_generation_failure.resolved",
        created: time,
        livemode: false,
        data: {
            alert_id: `halert_${id}`,
            grouping_key: "grouping_1",
            impact: {
                event_type: "invoice.paid",
                related_object: related && { url: "https://dashboard.stripe.com/1", ...related },
                ...impact,
            },
            resolved_at: time,
            severity: "critical",
            summary: "We have failed to create a notification for your Stripe account.",
        },
    };
}
