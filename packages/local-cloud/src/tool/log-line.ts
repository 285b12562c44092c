/** A line that a function wrote, for people. */
export interface LogLine {
    level: string;
    text: string;
    /** What a structured line says besides: ids, a reason. */
    fields: Readonly<Record<string, unknown>>;
}

/** `console.log` and its like, as Lambda's runtime writes them: time, request, level and text with tabs between. */
const consoleLine = /^\d{4}-\S+Z\t\S+\t(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\t([^]*)$/;

/** What Powertools' logger adds to each line, and says nothing new here. */
const additions: ReadonlySet<string> = new Set([
    "level",
    "message",
    "timestamp",
    "service",
    "sampling_rate",
    "xray_trace_id",
]);

/**
 * Reads a line of a function's log.
 *
 * @returns undefined for what is not for people, or what the failure of the invocation says too
 */
export function readLogLine(line: string): LogLine | undefined {
    if (line.startsWith('{"_aws"')) {
        // CloudWatch's embedded metric format.
        return undefined;
    }
    const [, level, text] = consoleLine.exec(line) ?? [];
    if (level !== undefined && text !== undefined) {
        return text.startsWith("Invoke Error") ? undefined : { level, text, fields: {} };
    }
    return structured(line) ?? { level: "INFO", text: line, fields: {} };
}

/** A line of Powertools' logger. Source: https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/ */
function structured(line: string): LogLine | undefined {
    if (!line.startsWith('{"level":')) {
        return undefined;
    }
    try {
        const parsed = JSON.parse(line) as Record<string, unknown>;
        const { level, message } = parsed;
        const fields = Object.fromEntries(Object.entries(parsed).filter(([name]) => !additions.has(name)));
        return { level: String(level), text: String(message), fields };
    } catch {
        return undefined;
    }
}
