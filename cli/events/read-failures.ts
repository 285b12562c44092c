import { findTerms, type LogReader } from "../logs/log-reader";
import { parseLine, readText, type TelemetryLine } from "../logs/parse-line";
import type { EventFilters, HandlerFailure } from "./event-row";
import { failedPattern, handledPattern } from "./line-patterns";

/** A handler's failed attempts at an event. */
export interface FailedAttempts {
    function: string;
    /** When the first of them failed, in milliseconds since the epoch. */
    firstAt: number;
    /** Of the latest. */
    line: TelemetryLine;
}

/** With more of them, to read every handler's lines takes fewer queries than to look for each. */
const maxSought = 200;

/**
 * The attempts that failed and that no later one of their function made good, the latest first; one for each coming of an
 * event and function.
 */
export async function readFailures(
    logs: LogReader,
    functions: readonly { name: string; logGroupName: string }[],
    filters: EventFilters,
): Promise<FailedAttempts[]> {
    const open = await Promise.all(functions.map((one) => readOpen(logs, one, filters)));
    return open.flat().sort((a, b) => b.firstAt - a.firstAt);
}

async function readOpen(
    logs: LogReader,
    { name, logGroupName }: { name: string; logGroupName: string },
    filters: EventFilters,
): Promise<FailedAttempts[]> {
    const range = { logGroupName, from: filters.from, to: filters.to };
    const failed = new Map<string, FailedAttempts>();
    for await (const line of readLines(logs, { ...range, pattern: failedPattern(filters) })) {
        const key = keyOf(line);
        failed.set(key, { function: name, firstAt: failed.get(key)?.firstAt ?? line.at, line });
    }
    const ids = [...new Set([...failed.values()].map(({ line: { fields } }) => String(fields.eventId)))];
    const patterns = ids.length > maxSought ? [handledPattern(filters)] : findTerms(ids);
    for (const pattern of patterns) {
        for await (const line of readLines(logs, { ...range, pattern })) {
            const attempts = failed.get(keyOf(line));
            if (attempts !== undefined && line.level === "INFO" && line.at >= attempts.line.at) {
                failed.delete(keyOf(line));
            }
        }
    }
    return [...failed.values()];
}

async function* readLines(logs: LogReader, query: Parameters<LogReader["read"]>[0]): AsyncGenerator<TelemetryLine> {
    for await (const { message, at } of logs.read(query)) {
        const line = parseLine(message, at);
        if (line?.type === "telemetry" && typeof line.fields.eventId === "string") {
            yield line;
        }
    }
}

/** Tells the comings of events apart, and the changes of the state. */
function keyOf({ fields }: TelemetryLine): string {
    const { eventId, busEventId, replayName, objectKey, version } = fields;
    return JSON.stringify([busEventId ?? eventId, replayName, objectKey, version]);
}

export function toFailure({ function: name, line }: FailedAttempts): HandlerFailure {
    const error = line.fields.error as { name?: unknown; message?: unknown } | undefined;
    return {
        function: name,
        at: line.at,
        requestId: line.requestId,
        error:
            error === undefined ? line.message : `${readText(error.name) ?? "Error"}: ${readText(error.message) ?? ""}`,
    };
}
