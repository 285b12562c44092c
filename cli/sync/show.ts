import type { Terminal } from "local-cloud/command";
import type { BackfillReport } from "../../handlers/sync/backfill";
import type { AlertsReport } from "../../handlers/sync/follow-alerts";
import type { Difference, ReconcileReport } from "../../handlers/sync/reconcile";
import type { RecoverReport } from "../../handlers/sync/recover";
import type { SyncObjectReport } from "../../handlers/sync/sync-object";
import type { SkippedKind } from "../../handlers/sync/walk-kinds";
import { formatCount } from "../format-count";
import { formatTime } from "../format-time";

/** @returns what is left to do, in words */
export function showBackfill(terminal: Terminal, report: BackfillReport): string | undefined {
    const { read, written, kinds, skipped, resumed } = report;
    if (resumed) {
        terminal.line("went on from where the last run stopped (--restart begins anew)");
    }
    for (const [kind, count] of Object.entries(kinds).filter(([, count]) => count > 0)) {
        terminal.line(`  ${kind.padEnd(22)} ${count}`);
    }
    terminal.line(`${formatCount(read, "object")} read from Stripe, ${written} written; the others were here`);
    return explainSkipped(skipped, "read");
}

export function showDifference(terminal: Terminal, { kind, objectId, cause, reason, repaired }: Difference): void {
    const mark = repaired ? terminal.style("repaired", "green") : terminal.style(cause, "yellow");
    terminal.flow(`${mark} ${kind} ${objectId}: ${repaired ? `${cause}: ` : ""}${reason}`, "  ");
}

/** @returns what is left to do, in words */
export function showReconciliation(
    terminal: Terminal,
    { compared, differences, repaired, skipped }: ReconcileReport,
    repair: boolean,
): string | undefined {
    const { "expected lag": lag = 0, "newer here": newer = 0, ...causes } = differences;
    const found = Object.values(causes).reduce((sum, one) => sum + one, 0);
    const parts = Object.entries(causes).map(([cause, one]) => `${one} ${cause}`);
    terminal.line(
        `${formatCount(compared, "object")} compared: ${found === 0 ? "none differs" : `${found} differ${found === 1 ? "s" : ""} (${parts.join(", ")})`}` +
            `${repair ? `, ${repaired} repaired` : ""}${lag > 0 ? `; ${lag} may be on their way` : ""}${newer > 0 ? `; ${newer} newer here` : ""}`,
    );
    const left = found - repaired;
    return (
        explainSkipped(skipped, "compared") ??
        (left === 0
            ? undefined
            : `${formatCount(left, "object")} differ${left === 1 ? "s" : ""}${repair ? " still" : ": --repair writes what Stripe has"}`)
    );
}

/** @returns what is left to do, in words */
export function showRecovery(terminal: Terminal, report: RecoverReport, check: boolean): string | undefined {
    const { events, here, onTheirWay, missing, undelivered, recovered, tooLarge, missingEvents, unmade } = report;
    for (const { id, type, created, objectId = "", delivered } of missingEvents) {
        const when = formatTime(created * 1000);
        terminal.line(`  ${when} ${type} ${id} ${objectId}${delivered ? " (Stripe counts it as delivered)" : ""}`);
    }
    if (missing > missingEvents.length) {
        terminal.line(`  and ${missing - missingEvents.length} more`);
    }
    terminal.line(
        `${formatCount(events, "event")} at Stripe: ${here} here, ${missing} missing, ${onTheirWay} may be on their way`,
    );
    if (missing > 0) {
        terminal.line(
            `of the missing, Stripe could not deliver ${undelivered}, and counts ${missing - undelivered} as delivered`,
        );
    }
    if (!check) {
        terminal.line(`${formatCount(recovered, "event")} put on the bus`);
    }
    if (tooLarge > 0) {
        terminal.line(
            `${formatCount(tooLarge, "event")} larger than the bus takes: recorded in the state, and given to no handler`,
        );
    }
    const isLeft = check && missing > 0;
    const left = [
        isLeft ? `${formatCount(missing, "event")} missing: without --check, they are put on the bus` : undefined,
        showAlerts(terminal, unmade, check),
    ].filter(Boolean);
    return left.length === 0 ? undefined : left.join("; ");
}

/** @returns what is left to do, in words */
function showAlerts(terminal: Terminal, report: AlertsReport, check: boolean): string | undefined {
    const { alerts, here, followed, named, skipped } = report;
    for (const { alertId, eventType = "an event", objectId = "", account, outcome, reason } of named) {
        const where = account === undefined ? "" : ` of ${account}`;
        const what = outcome === undefined ? "" : `: ${outcome}${reason === undefined ? "" : `: ${reason}`}`;
        terminal.line(`  Stripe could not make ${eventType} (${alertId}) ${objectId}${where}${what}`);
    }
    if (alerts > 0) {
        terminal.line(
            `${formatCount(alerts, "event")} that Stripe could not make: ${here} followed before, ${followed} now`,
        );
    }
    if (skipped !== undefined) {
        terminal.line(`not looked for events that Stripe could not make: ${skipped}`);
    }
    const left = alerts - here - followed;
    return left === 0
        ? undefined
        : `${formatCount(left, "event")} that Stripe could not make not followed${check ? ": without --check, their objects are brought in step" : ""}`;
}

/** @returns what is left to do, in words */
export function showObjects(terminal: Terminal, { objects, skipped }: SyncObjectReport): string | undefined {
    for (const { kind, objectId, outcome, reason } of objects) {
        terminal.line(`${outcome.padEnd(9)} ${kind} ${objectId}${reason === undefined ? "" : `: ${reason}`}`);
    }
    const unknown = objects.find(({ outcome }) => outcome === "not found");
    return unknown === undefined
        ? explainSkipped(skipped, "read")
        : `there is no ${unknown.kind} ${unknown.objectId}, neither at Stripe nor here`;
}

function explainSkipped(skipped: readonly SkippedKind[], done: string): string | undefined {
    const reasons = skipped.map(({ kind, reason }) => `${kind} (${reason})`);
    return reasons.length === 0 ? undefined : `not ${done}, or not whole: ${reasons.join("; ")}`;
}
