import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";

/** What became of an invocation so far. */
export interface RedriveOutcome {
    status: "handled" | "failed" | "waiting";
    /** How often it failed. */
    failures: number;
    /** Of the last failure: its type and message. */
    error?: string;
}

export interface FollowOptions {
    /** Of the functions. */
    logGroupNames: readonly string[];
    /** Lambda's ids of the invocations. */
    requestIds: readonly string[];
    /** When the first of them was made, in milliseconds since the epoch. */
    since: number;
    /** Waits before it looks again; false when it should look no more. */
    wait: () => Promise<boolean>;
    /** @param done how many have an outcome */
    onProgress?: (done: number) => void;
}

/** Lambda's own line after each attempt, and its runtime's about what a handler threw. */
const filterPattern = '?"REPORT RequestId" ?"Invoke Error"';
/** Lambda's clock and this machine's may differ. */
const clockSkewMs = 60_000;

/**
 * Follows asynchronous invocations in the functions' logs, until each has succeeded or has failed at least once: Lambda tries
 * a failed one again after one minute, and after two more. Reading the log this way costs nothing but requests.
 */
export async function followRedriven(
    logs: CloudWatchLogsClient,
    { logGroupNames, requestIds, since, wait, onProgress }: FollowOptions,
): Promise<Map<string, RedriveOutcome>> {
    for (;;) {
        const lines = await Promise.all(logGroupNames.map((name) => readLines(logs, name, since - clockSkewMs)));
        const outcomes = readOutcomes(requestIds, lines.flat());
        const waiting = [...outcomes.values()].filter(({ status }) => status === "waiting").length;
        onProgress?.(outcomes.size - waiting);
        if (waiting === 0 || !(await wait())) {
            return outcomes;
        }
    }
}

/**
 * What the lines of functions' logs say of invocations.
 *
 * @param lines each function's in order of time
 */
export function readOutcomes(requestIds: readonly string[], lines: readonly string[]): Map<string, RedriveOutcome> {
    const outcomes = new Map<string, RedriveOutcome>(
        requestIds.map((id) => [id, { status: "waiting", failures: 0 }] as const),
    );
    /** Errors of attempts whose report has not come yet. */
    const thrown = new Map<string, string>();
    for (const line of lines) {
        const [, reported] = /^REPORT RequestId: (\S+)/.exec(line) ?? [];
        const [, failing] = /\t([0-9a-f-]{36})\tERROR\tInvoke Error/.exec(line) ?? [];
        if (failing !== undefined) {
            thrown.set(failing, describeError(line));
        }
        const outcome = outcomes.get(reported ?? "");
        if (reported === undefined || outcome === undefined) {
            continue;
        }
        const [, status] = /\tStatus: (error|timeout|failure)/.exec(line) ?? [];
        const error = thrown.get(reported) ?? (status === "timeout" ? "it took too long" : status);
        thrown.delete(reported);
        if (error === undefined) {
            outcomes.set(reported, { ...outcome, status: "handled" });
        } else if (outcome.status !== "handled") {
            outcomes.set(reported, { status: "failed", failures: outcome.failures + 1, error });
        }
    }
    return outcomes;
}

/** `2026-11-27T16:00:00.000Z REQUEST ERROR Invoke Error {"errorType":…,"errorMessage":…,"stack":[…]}`, with tabs. */
function describeError(line: string): string {
    try {
        const { errorType, errorMessage } = JSON.parse(line.slice(line.indexOf("{"))) as Record<string, string>;
        return `${errorType}: ${errorMessage}`;
    } catch {
        return "the handler failed";
    }
}

async function readLines(logs: CloudWatchLogsClient, logGroupName: string, startTime: number): Promise<string[]> {
    const lines: { timestamp?: number; message?: string }[] = [];
    let nextToken: string | undefined;
    do {
        const page = await logs.send(new FilterLogEventsCommand({ logGroupName, startTime, filterPattern, nextToken }));
        lines.push(...(page.events ?? []));
        nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return lines.map(({ message = "" }) => message);
}
