/** What a function's log says, line by line. */
export type Line = TelemetryLine | ConsoleLine | PlatformLine;

interface AnyLine {
    /** Milliseconds since the epoch. */
    at: number;
    /** Lambda's id of the call; its retries of one event have the same. */
    requestId?: string;
}

/** A line of the handlers' telemetry. */
export interface TelemetryLine extends AnyLine {
    type: "telemetry";
    level: string;
    message: string;
    /** X-Ray's id of the trace, the same from the webhook on. */
    traceId?: string;
    /** Ids, a reason, an error. */
    fields: Readonly<Record<string, unknown>>;
}

/** What a handler wrote by `console`, or otherwise. */
export interface ConsoleLine extends AnyLine {
    type: "console";
    level: string;
    text: string;
}

/** What Lambda says of a call. */
export interface PlatformLine extends AnyLine {
    type: "platform";
    event: "start" | "end" | "report" | "timeout" | "crash" | "init";
    text: string;
    /** Of a report, in milliseconds. */
    durationMs?: number;
    /** Of a report of what did not succeed: `timeout`, or `error`. */
    status?: string;
    errorType?: string;
    traceId?: string;
}

const requestId = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
/** Source of these forms: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const consoleLine = new RegExp(`^\\d{4}-\\S+Z\\t(?:${requestId}|undefined)\\t([A-Z]+)\\t([^]*)$`);
const platformLine = new RegExp(`^(START|END|REPORT) RequestId: ${requestId}`);
const timeoutLine = new RegExp(`^\\S+Z ${requestId} (Task timed out after [^]*)$`);
const crashLine = new RegExp(`^RequestId: ${requestId} (Error: [^]*)$`);

/**
 * Reads a line of a function's log.
 *
 * @param at when CloudWatch has it, in milliseconds since the epoch
 * @returns undefined for metrics
 */
export function parseLine(message: string, at: number): Line | undefined {
    const text = message.trimEnd();
    if (text.startsWith('{"_aws"')) {
        return undefined;
    }
    return (
        parseTelemetry(text, at) ??
        parseConsole(text) ??
        parsePlatform(text, at) ?? { type: "console", at, level: "INFO", text }
    );
}

/** What Powertools' logger adds to each line, and the line says otherwise, or nobody needs. */
const additions: ReadonlySet<string> = new Set([
    "level",
    "message",
    "timestamp",
    "service",
    "sampling_rate",
    "xray_trace_id",
    "requestId",
]);

function parseTelemetry(text: string, at: number): TelemetryLine | undefined {
    if (!text.startsWith('{"level":')) {
        return undefined;
    }
    try {
        const line = JSON.parse(text) as Record<string, unknown>;
        return {
            type: "telemetry",
            // CloudWatch has whole batches of lines at one time.
            at: Date.parse(String(line.timestamp)) || at,
            level: String(line.level),
            message: String(line.message),
            requestId: readText(line.requestId),
            traceId: readText(line.xray_trace_id),
            fields: Object.fromEntries(Object.entries(line).filter(([name]) => !additions.has(name))),
        };
    } catch {
        return undefined;
    }
}

function parseConsole(text: string): ConsoleLine | undefined {
    const match = consoleLine.exec(text);
    if (match === null) {
        return undefined;
    }
    const [, id, level = "", written = ""] = match;
    return { type: "console", at: Date.parse(text.slice(0, text.indexOf("\t"))), requestId: id, level, text: written };
}

function parsePlatform(text: string, at: number): PlatformLine | undefined {
    const [, word, id] = platformLine.exec(text) ?? [];
    if (word !== undefined) {
        const milliseconds = /\tDuration: ([\d.]+) ms/.exec(text)?.[1];
        return {
            type: "platform",
            at,
            event: word.toLowerCase() as PlatformLine["event"],
            requestId: id,
            text,
            durationMs: milliseconds === undefined ? undefined : Number(milliseconds),
            status: /\tStatus: (\w+)/.exec(text)?.[1],
            errorType: /\tError Type: (\S+)/.exec(text)?.[1],
            traceId: /XRAY TraceId: (\S+)/.exec(text)?.[1],
        };
    }
    const timeout = timeoutLine.exec(text);
    if (timeout !== null) {
        return { type: "platform", at, event: "timeout", requestId: timeout[1], text: timeout[2] ?? "" };
    }
    const crash = crashLine.exec(text);
    if (crash !== null) {
        return { type: "platform", at, event: "crash", requestId: crash[1], text: crash[2] ?? "" };
    }
    return text.startsWith("INIT_") ? { type: "platform", at, event: "init", text } : undefined;
}

export function readText(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
