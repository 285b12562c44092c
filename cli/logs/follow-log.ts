import type { LogEvent, LogQuery, LogReader } from "./log-reader";

export interface FollowDeps {
    logs: LogReader;
    /** Milliseconds since the epoch. */
    now: () => number;
    /** Waits between two looks; `signal` may end the wait early. */
    wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Lines come to CloudWatch late, and not in order: each look goes back so far. */
const lateMilliseconds = 20_000;
const pauseMilliseconds = 1_000;

/** The lines of several queries from `from` on as they come, until `signal`: each once. Those of one look are in order of time. */
export async function* followLogs<Query extends LogQuery>(
    { logs, now, wait }: FollowDeps,
    queries: readonly Query[],
    from: number,
    signal: AbortSignal,
): AsyncGenerator<{ query: Query; event: LogEvent }> {
    const seen = new Map<string, number>();
    for (let start = from; !signal.aborted;) {
        const begun = now();
        const found = await Promise.all(queries.map((query) => readNew(logs, { ...query, from: start }, seen)));
        const lines = found.flatMap((events, index) =>
            events.map((event) => ({ query: queries[index] as Query, event })),
        );
        yield* lines.sort((a, b) => a.event.at - b.event.at);
        start = Math.max(from, begun - lateMilliseconds);
        for (const [key, at] of seen) {
            if (at < start) {
                seen.delete(key);
            }
        }
        await wait(pauseMilliseconds, signal);
    }
}

async function readNew(logs: LogReader, query: LogQuery, seen: Map<string, number>): Promise<LogEvent[]> {
    const events: LogEvent[] = [];
    for await (const event of logs.read(query)) {
        const key = `${query.logGroupName} ${event.id}`;
        if (!seen.has(key)) {
            seen.set(key, event.at);
            events.push(event);
        }
    }
    return events;
}
