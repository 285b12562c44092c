import type { RecordEvent } from "../record";
import { listedKinds } from "../stripe-kinds";
import type { Checkpoint } from "./checkpoint";
import { createExamine, type Examined } from "./examine";
import { inParallel } from "./in-parallel";
import type { StripePage, StripeReader } from "./stripe-reader";
import type { SyncTables } from "./sync-tables";
import { walkKinds, type SkippedKind } from "./walk-kinds";

export interface BackfillDeps {
    stripe: StripeReader;
    state: SyncTables;
    record: RecordEvent;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
}

export interface BackfillOptions {
    /** Stripe's names of the kinds to read, such as `subscription`. @default every kind that Stripe lists */
    kinds?: readonly string[];
    /** Only objects that were created then or later, in seconds since the epoch. @default all */
    since?: number;
    /** Begins anew, and does not go on from where an earlier run with the same options stopped. @default false */
    restart?: boolean;
    /** Who asked for it, for the ledger. @default unknown */
    who?: string;
    onProgress?: (report: Readonly<BackfillReport>) => void;
}

export interface BackfillReport {
    /** Objects that Stripe listed. */
    read: number;
    /** Those of them that were written: they were not here, or differed. */
    written: number;
    /** The objects read of each kind. */
    kinds: Record<string, number>;
    /** Kinds that were not read, or not whole, and why. */
    skipped: SkippedKind[];
    /** Whether it went on from where an earlier run stopped. */
    resumed: boolean;
}

const concurrency = 16;
/** A checkpoint is written this often at most, in milliseconds, and at the end. */
const checkpointInterval = 2000;

/**
 * Makes the function that brings every object that Stripe lists into the state. It writes only what the state lacks, and puts
 * nothing on the bus. A page of each of four kinds is in memory at a time. Stopped at any point, it goes on from its last
 * checkpoint, an entry of the ledger; objects that Stripe makes meanwhile come by their events.
 */
export function createBackfill({ stripe, state, record, now }: BackfillDeps) {
    const examine = createExamine({ stripe, tables: state });
    const checkpointId = `backfill#${stripe.account}`;

    async function findStart(request: string, restart: boolean): Promise<{ checkpoint: Checkpoint; resumed: boolean }> {
        const earlier = restart ? undefined : await state.readCheckpoint(checkpointId);
        return earlier !== undefined && !earlier.done && earlier.request === request
            ? { checkpoint: earlier, resumed: true }
            : { checkpoint: { request, kinds: {}, done: false }, resumed: false };
    }

    return async (options: BackfillOptions = {}): Promise<BackfillReport> => {
        const { kinds = listedKinds, since = 0, restart = false, who = "unknown", onProgress } = options;
        const { checkpoint, resumed } = await findStart(JSON.stringify({ kinds, since }), restart);
        const report: BackfillReport = { read: 0, written: 0, kinds: {}, skipped: [], resumed };
        let savedAt = now();

        async function write({ verdict, read, here }: Examined): Promise<void> {
            if (verdict === "missing" || verdict === "differs") {
                const { outcome } = await record(read, { because: `backfill by ${who}`, read: here });
                report.written += Number(outcome === "applied");
            }
        }

        async function saveOnFailure<T>(work: () => Promise<T>): Promise<T> {
            try {
                return await work();
            } catch (error) {
                await state.writeCheckpoint(checkpointId, checkpoint);
                throw error;
            }
        }

        async function takePage(
            kind: string,
            page: StripePage,
        ): Promise<{ items: Examined["item"][]; isPast: boolean }> {
            // Stripe lists the newest first: behind the first that is too old, all are.
            const young = page.objects.filter(({ created }) => typeof created !== "number" || created >= since);
            const examined = await examine(young, page);
            await inParallel(examined, concurrency, write);
            report.read += examined.length;
            report.kinds[kind] = (report.kinds[kind] ?? 0) + examined.length;
            return { items: examined.map(({ item }) => item), isPast: young.length < page.objects.length };
        }

        report.skipped = await saveOnFailure(() =>
            walkKinds(stripe, {
                kinds,
                startingAfter: (kind) => checkpoint.kinds[kind],
                take: async (kind, page) => {
                    const { items, isPast } = await takePage(kind, page);
                    checkpoint.kinds[kind] = page.isLast || isPast ? null : String(page.objects.at(-1)?.id);
                    if (now() - savedAt >= checkpointInterval) {
                        savedAt = now();
                        await state.writeCheckpoint(checkpointId, checkpoint);
                    }
                    onProgress?.(report);
                    return isPast ? { stop: true } : { items: items.filter((item) => item !== undefined) };
                },
            }),
        );
        await state.writeCheckpoint(checkpointId, { ...checkpoint, done: true });
        return report;
    };
}
