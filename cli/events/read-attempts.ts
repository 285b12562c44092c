import { isOutcome } from "../../handlers/billing/outcome";
import { findTerms, type LogReader } from "../logs/log-reader";
import { type Line, parseLine, type PlatformLine, readText, type TelemetryLine } from "../logs/parse-line";
import type { Attempt, AttemptError, AttemptOutcome, Range } from "./story";

export interface AttemptQuery {
    /** The function's name in the program. */
    name: string;
    logGroupName: string;
    eventId: string;
    /** X-Ray's, of the event's requests: by a sampled one, an attempt is found that left no line of the handler. */
    traceIds: readonly string[];
    range: Range;
}

/** A function's attempts at an event, the earliest first. */
export async function readAttempts(logs: LogReader, query: AttemptQuery): Promise<Attempt[]> {
    const { name, eventId, traceIds } = query;
    const about = await readLines(logs, query, [eventId, ...traceIds]);
    const requestIds = about
        .filter((line) => isAbout(line, eventId, traceIds))
        .flatMap(({ requestId }) => requestId ?? []);
    const lines = await readLines(logs, query, [...new Set(requestIds)]);
    return splitAttempts(lines, eventId).map((attempt) => ({ function: name, ...attempt }));
}

function isAbout(line: Line, eventId: string, traceIds: readonly string[]): boolean {
    return (
        (line.type === "telemetry" && line.fields.eventId === eventId) ||
        (line.type === "platform" && line.traceId !== undefined && traceIds.includes(line.traceId))
    );
}

async function readLines(logs: LogReader, query: AttemptQuery, terms: readonly string[]): Promise<Line[]> {
    const lines = new Map<string, Line>();
    for (const pattern of findTerms(terms)) {
        for await (const { id, at, message } of logs.read({
            ...query.range,
            logGroupName: query.logGroupName,
            pattern,
        })) {
            const line = parseLine(message, at);
            if (line !== undefined) {
                lines.set(id, line);
            }
        }
    }
    return [...lines.values()];
}

/** The attempts that the lines of requests tell of: each begins with Lambda's START; a retry has the request's id again. */
function splitAttempts(lines: readonly Line[], eventId: string): Omit<Attempt, "function">[] {
    const requests = new Set(lines.flatMap(({ requestId }) => requestId ?? []));
    const attempts = [...requests].flatMap((requestId) => {
        const calls = splitCalls(lines.filter((line) => line.requestId === requestId));
        return calls.map((call, index) => ({ requestId, number: index + 1, ...readAttempt(call, eventId) }));
    });
    return attempts.sort((a, b) => a.startedAt - b.startedAt);
}

function splitCalls(lines: readonly Line[]): Line[][] {
    const calls: Line[][] = [];
    for (const line of lines) {
        const isStart = line.type === "platform" && line.event === "start";
        const last = calls.at(-1);
        if (last === undefined || (isStart && last.length > 0)) {
            calls.push([line]);
        } else {
            last.push(line);
        }
    }
    return calls;
}

function readAttempt(all: readonly Line[], eventId: string): Omit<Attempt, "function" | "requestId" | "number"> {
    const lines = selectOwn(all, eventId);
    const telemetry = lines.filter((line) => line.type === "telemetry");
    const platform = lines.filter((line) => line.type === "platform");
    const verdict = telemetry.find(isVerdict);
    const report = platform.find(({ event }) => event === "report");
    const { busEventId, replayName } = telemetry[0]?.fields ?? {};
    return {
        startedAt: lines[0]?.at ?? 0,
        endedAt: report?.at ?? verdict?.at,
        durationMs: report?.durationMs,
        ...explain(verdict, platform, report),
        busEventId: readText(busEventId),
        replayName: readText(replayName),
        lines: lines.filter((line) => line.type !== "platform" && line !== verdict && !isEcho(line)),
    };
}

/** Lambda's own words for an error that the handler's line has told. */
function isEcho(line: Line): boolean {
    return line.type === "console" && line.text.startsWith("Invoke Error");
}

/**
 * A change subscriber's call handles several changes one after the other: what it wrote for this one's is what stands between
 * the line of the one before, and its own.
 */
function selectOwn(lines: readonly Line[], eventId: string): readonly Line[] {
    const isOther = (line: Line) => line.type === "telemetry" && line.fields.eventId !== eventId;
    if (!lines.some((line) => isOther(line) && isVerdict(line as TelemetryLine))) {
        return lines;
    }
    const own = lines.findIndex((line) => line.type === "telemetry" && !isOther(line) && isVerdict(line));
    const before = lines.slice(0, Math.max(own, 0)).findLastIndex((line) => isOther(line));
    return lines.filter((line, index) => line.type === "platform" || (index > before && index <= own));
}

function isVerdict({ message }: TelemetryLine): boolean {
    return ["handled", "skipped", "the handler failed"].includes(message) || isOutcome(message);
}

function explain(
    verdict: TelemetryLine | undefined,
    platform: readonly PlatformLine[],
    report: PlatformLine | undefined,
): { outcome: AttemptOutcome; reason?: string; error?: AttemptError } {
    if (verdict !== undefined) {
        return verdict.message === "the handler failed"
            ? { outcome: "failed", error: readError(verdict) }
            : { outcome: verdict.message as AttemptOutcome, reason: readText(verdict.fields.reason) };
    }
    const timeout = platform.find(({ event }) => event === "timeout");
    if (timeout !== undefined || report?.status === "timeout") {
        return { outcome: "timed out", reason: timeout?.text };
    }
    const crash = platform.find(({ event }) => event === "crash");
    if (crash !== undefined || report?.status === "error") {
        return { outcome: "crashed", reason: [report?.errorType, crash?.text].filter(Boolean).join(": ") };
    }
    // Lambda reports of a call that is over.
    return report === undefined ? { outcome: "running" } : { outcome: "crashed", reason: "it left no line" };
}

/** As Powertools' logger writes an error. */
function readError({ fields }: TelemetryLine): AttemptError {
    const { name, message, stack } = (fields.error ?? {}) as Partial<Record<keyof AttemptError, unknown>>;
    return { name: readText(name) ?? "Error", message: readText(message) ?? "", stack: readText(stack) };
}
