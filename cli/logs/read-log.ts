import { type FollowDeps, followLogs } from "./follow-log";
import type { LogQuery, LogReader } from "./log-reader";
import { type Line, parseLine } from "./parse-line";

export interface FunctionLog {
    logGroupName: string;
    /** Milliseconds since the epoch. */
    from: number;
    /** Only errors, and calls that Lambda ended. */
    onlyErrors?: boolean;
}

/** What a function wrote, and what Lambda says of calls that it ended; the earliest first. */
export async function* readLog(logs: LogReader, log: FunctionLog): AsyncGenerator<Line> {
    for await (const { message, at } of logs.read(toQuery(log))) {
        const line = parseLine(message, at);
        if (line !== undefined && isWanted(line, log)) {
            yield line;
        }
    }
}

/** The same, as it comes, until `signal`. */
export async function* followLog(deps: FollowDeps, log: FunctionLog, signal: AbortSignal): AsyncGenerator<Line> {
    for await (const { event } of followLogs(deps, [toQuery(log)], log.from, signal)) {
        const line = parseLine(event.message, event.at);
        if (line !== undefined && isWanted(line, log)) {
            yield line;
        }
    }
}

/** Lines of errors are among those that have one of these. */
const errorPattern = '?ERROR ?CRITICAL ?FATAL ?"Task timed out" ?"Error:" ?"Status: error" ?"Status: timeout"';

function toQuery({ logGroupName, from, onlyErrors = false }: FunctionLog): LogQuery {
    return { logGroupName, from, ...(onlyErrors && { pattern: errorPattern }) };
}

const errorLevels: readonly string[] = ["ERROR", "CRITICAL", "FATAL"];

function isWanted(line: Line, { onlyErrors = false }: FunctionLog): boolean {
    if (line.type === "platform") {
        // The report of a call that timed out or crashed says it once more.
        return line.event === "timeout" || line.event === "crash";
    }
    // Lambda's own words for an error that the handler's line has told.
    const isEcho = line.type === "console" && line.text.startsWith("Invoke Error");
    return !isEcho && (!onlyErrors || errorLevels.includes(line.level));
}
