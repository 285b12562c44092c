import type { Context } from "aws-lambda";

import type { ReconcileOptions, ReconcileReport } from "./sync/reconcile";
import type { RecoverOptions, RecoverReport } from "./sync/recover";
import type { StripeReader } from "./sync/stripe-reader";
import type { Telemetry } from "./telemetry";

/** What a schedule's target gives the function. */
export interface SyncRun {
    task: "recover" | "reconcile";
}

export interface ScheduledSyncDeps {
    /** Brings back the missed events that it finds by `stripe`. */
    recover: (options: RecoverOptions, stripe: StripeReader) => Promise<RecoverReport>;
    reconcile: (options: ReconcileOptions) => Promise<ReconcileReport>;
    stripe: StripeReader;
    /** How far a recovery looks back, in seconds. */
    recoverSeconds: number;
    /** A reconciliation compares one in so many objects, the next ones each day. */
    slices: number;
    /** Whether a reconciliation writes what Stripe has where the state differs. */
    repair: boolean;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    telemetry: Telemetry;
}

/** Longer than Stripe is waited for at a time, so that a run ends by itself before Lambda ends it. */
const marginMilliseconds = 90_000;
const dayMilliseconds = 86_400_000;

/**
 * Makes the Lambda handler that keeps the state in step with Stripe on a schedule. A run stops in time: a recovery reads the
 * newest events first, so what it leaves was read by those before it; the objects that a reconciliation leaves have their
 * turn again. When its promise rejects, Lambda tries twice more, then dead-letters the run.
 */
export function createScheduledSync(deps: ScheduledSyncDeps) {
    const { stripe, slices, repair, now, telemetry } = deps;

    /** @returns whether it was not cut short */
    async function recover(deadline: number): Promise<boolean> {
        const { reader, wasStopped } = stopAt(stripe, () => now() >= deadline);
        const since = Math.floor(now() / 1000) - deps.recoverSeconds;
        const report = await deps.recover({ since, who: "schedule" }, reader);
        const { events, missing, recovered, tooLarge, onTheirWay, unmade } = report;
        const { alerts, followed, skipped } = unmade;
        telemetry.info("recovery done", {
            events,
            missing,
            recovered,
            tooLarge,
            onTheirWay,
            alerts,
            followed,
            ...(skipped !== undefined && { alertsSkipped: skipped }),
        });
        telemetry.count("RecoveriesDone");
        return !wasStopped();
    }

    /** @returns whether it was not cut short */
    async function reconcile(deadline: number): Promise<boolean> {
        const slice = { index: Math.floor(now() / dayMilliseconds) % slices, of: slices };
        const report = await deps.reconcile({ slice, repair, deadline, who: "schedule" });
        const { compared, repaired, differences, skipped, complete } = report;
        // What the key may not read is left out each time; that says the log.
        const wasStopped = !complete && now() >= deadline;
        const { "expected lag": _, ...real } = differences;
        const drifted = Object.values(real).reduce((sum, count) => sum + count, 0);
        telemetry.info("reconciliation done", {
            slice: `${slice.index + 1} of ${slice.of}`,
            compared,
            drifted,
            repaired,
            causes: JSON.stringify(differences),
            skipped: skipped.map(({ kind, reason }) => `${kind}: ${reason}`).join("; "),
        });
        telemetry.count("ReconciliationsDone");
        telemetry.count("ObjectsCompared", compared);
        telemetry.count("ObjectsDrifted", drifted);
        telemetry.count("ObjectsRepaired", repaired);
        telemetry.count("ObjectsLeftDrifted", drifted - repaired);
        return !wasStopped;
    }

    return async ({ task }: SyncRun, context: Pick<Context, "getRemainingTimeInMillis">): Promise<void> => {
        const deadline = now() + context.getRemainingTimeInMillis() - marginMilliseconds;
        try {
            const whole = await (task === "recover" ? recover(deadline) : reconcile(deadline));
            if (!whole) {
                telemetry.warn("the run was cut short", { task });
                telemetry.count("RunsCutShort");
            }
        } catch (error) {
            telemetry.error("the run failed", error, { task });
            telemetry.count("RunFailures");
            throw error;
        } finally {
            telemetry.flush();
        }
    };
}

/** A reader whose lists end where they are when `isOver` says so. */
function stopAt(stripe: StripeReader, isOver: () => boolean) {
    let stopped = false;
    const reader: StripeReader = {
        ...stripe,
        async *pages(path, request) {
            if (stopped) {
                return;
            }
            for await (const page of stripe.pages(path, request)) {
                yield page;
                if (!page.isLast && isOver()) {
                    stopped = true;
                    return;
                }
            }
        },
    };
    return { reader, wasStopped: () => stopped };
}
