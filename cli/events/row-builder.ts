import { isOutcome } from "../../handlers/billing/outcome";
import { readText, type TelemetryLine } from "../logs/parse-line";
import type { EventFilters, EventRow } from "./event-row";
import { readAnswer } from "./line-patterns";
import { type FailedAttempts, toFailure } from "./read-failures";

/** What tells of an event. */
export type Source = { at: number } & ({ line: TelemetryLine } | { failure: FailedAttempts });

/** Makes rows of lines that come latest first. */
export class RowBuilder {
    /** By key. */
    private readonly rows = new Map<string, EventRow>();
    private lines = 0;

    constructor(private readonly filters: Pick<EventFilters, "customerId" | "objectId" | "outcome">) {}

    add(source: Source): void {
        if ("failure" in source) {
            const { fields } = source.failure.line;
            const row = this.findRow(fields, source.at);
            row.failures.push(toFailure(source.failure));
            return;
        }
        const { line, at } = source;
        const row = this.findRow(line.fields, at);
        const { objectId, customerId, account, endpoint } = line.fields;
        row.objectId = readText(objectId) ?? row.objectId;
        row.customerId = readText(customerId) ?? row.customerId;
        row.account = readText(account) ?? row.account;
        row.endpoint = readText(endpoint) ?? row.endpoint;
        if (isOutcome(line.message)) {
            // Of several decisions on one coming, as of a replay's second delivery, the latest is met first.
            row.decision ??= { at, outcome: line.message, reason: readText(line.fields.reason) ?? "" };
        } else if (readAnswer(line.message) !== undefined) {
            row.received = true;
            if (line.message !== "received") {
                row.outcome = "refused";
                row.reason = line.message;
            }
        }
    }

    /** Takes out the rows that are complete, the latest first: those that came at `time` or later, and those before which none waits. */
    *take(time: number): Generator<EventRow> {
        for (const [key, row] of [...this.rows].sort(([, a], [, b]) => b.at - a.at)) {
            if (!row.received && row.at < time) {
                return;
            }
            this.rows.delete(key);
            const settled = settle(row);
            if (this.isWanted(settled)) {
                yield settled;
            }
        }
    }

    private findRow(fields: TelemetryLine["fields"], at: number): EventRow {
        const eventId = readText(fields.eventId);
        const busEventId = readText(fields.busEventId);
        const replayName = readText(fields.replayName);
        const change = this.findChange(eventId);
        const key =
            busEventId === undefined ? (eventId ?? `line ${++this.lines}`) : `${busEventId} ${replayName ?? ""}`;
        const row = this.rows.get(key) ?? change ?? { at, received: false, outcome: "waiting", failures: [] };
        if (row === change && eventId !== undefined && key !== eventId) {
            this.rows.delete(eventId);
        }
        Object.assign(row, {
            at: Math.min(row.at, at),
            eventId,
            eventType: readText(fields.eventType) ?? row.eventType,
            busEventId: busEventId ?? row.busEventId,
            replayName: replayName ?? row.replayName,
        });
        this.rows.set(key, row);
        return row;
    }

    /** The row of a change of the state that failed, whose line names no coming of the event that led to it. */
    private findChange(eventId: string | undefined): EventRow | undefined {
        const row = eventId === undefined ? undefined : this.rows.get(eventId);
        return row?.received === false && row.failures.length > 0 ? row : undefined;
    }

    private isWanted({ customerId, objectId, outcome, decision }: EventRow): boolean {
        const { filters } = this;
        return (
            (filters.customerId === undefined || customerId === filters.customerId) &&
            (filters.objectId === undefined || objectId === filters.objectId) &&
            (filters.outcome === undefined || outcome === filters.outcome || decision?.outcome === filters.outcome)
        );
    }
}

/** A handler's failure is what people look for first, then what the recorder says. */
function settle(row: EventRow): EventRow {
    const [failure] = row.failures;
    if (failure !== undefined) {
        return { ...row, outcome: "failed", reason: `${failure.function}: ${failure.error}` };
    }
    return row.decision === undefined ? row : { ...row, outcome: row.decision.outcome, reason: row.decision.reason };
}
