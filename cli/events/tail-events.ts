import { type FollowDeps, followLogs } from "../logs/follow-log";
import { parseLine, type TelemetryLine } from "../logs/parse-line";
import type { EventFilters, EventRow } from "./event-row";
import { decidedPattern, failedPattern, failures, receivedPattern, refusedPattern } from "./line-patterns";
import { type EventLogs, findPlaces } from "./read-events";
import { RowBuilder, type Source } from "./row-builder";

/** So many of the newest events are remembered. */
const maxRemembered = 10_000;

/**
 * What becomes of events from `filters.from` on, as it happens, until `signal`: a row for each decision, for each failed attempt,
 * and for what the webhook refuses.
 */
export async function* tailEvents(
    { outputs, logs, now, wait }: EventLogs & Pick<FollowDeps, "now" | "wait">,
    filters: EventFilters,
    signal: AbortSignal,
): AsyncGenerator<EventRow> {
    const { receivers, deciders, handlers } = findPlaces(outputs);
    // A handler's line does not say whose the event is; the receiver's does.
    const isOneOwner = filters.customerId !== undefined || filters.objectId !== undefined;
    const received = isOneOwner ? receivedPattern(filters) : refusedPattern(filters);
    const queries = [
        ...receivers.map((one) => ({ ...one, pattern: received, from: 0 })),
        ...deciders.map((one) => ({ ...one, pattern: decidedPattern(filters), from: 0 })),
        ...handlers.map((one) => ({ ...one, pattern: failedPattern(filters), from: 0 })),
    ];
    const known = new Map<string, TelemetryLine["fields"]>();
    for await (const { query, event } of followLogs({ logs, now, wait }, queries, filters.from, signal)) {
        const line = parseLine(event.message, event.at);
        if (line?.type !== "telemetry") {
            continue;
        }
        const isFailure = failures.includes(line.message);
        const eventId = String(line.fields.eventId);
        if (isFailure && isOneOwner && !known.has(eventId)) {
            continue;
        }
        if (!isFailure) {
            remember(known, eventId, line.fields);
        }
        if (line.message !== "received") {
            const row = makeRow(isFailure ? failureOf(query.name, line) : { at: line.at, line });
            const { objectId, customerId } = (known.get(eventId) ?? {}) as Partial<Record<string, string>>;
            const named = { objectId, customerId, ...row };
            if (filters.outcome === undefined || named.outcome === filters.outcome) {
                yield named;
            }
        }
    }
}

function failureOf(name: string, line: TelemetryLine): Source {
    return { at: line.at, failure: { function: name, firstAt: line.at, line } };
}

function makeRow(source: Source): EventRow {
    const builder = new RowBuilder({});
    builder.add(source);
    const [row] = builder.take(-Infinity);
    return row as EventRow;
}

function remember(known: Map<string, TelemetryLine["fields"]>, id: string, fields: TelemetryLine["fields"]): void {
    known.set(id, fields);
    const [oldest] = known.keys();
    if (known.size > maxRemembered && oldest !== undefined) {
        known.delete(oldest);
    }
}
