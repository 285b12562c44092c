import type { Attempt, Standing } from "./story";

/** How long Lambda waits after the first failed attempt, and after the second; in milliseconds. */
const retryMilliseconds = [60_000, 120_000];

export interface StandingQuery {
    function: string;
    /** The function's, the earliest first. */
    attempts: readonly Attempt[];
    /** Whether EventBridge delivers to it now. */
    isDelivered: boolean;
    /** Whether it reads the state's changes: Lambda retries those with their batch, by the mapping's own rule. */
    isChange: boolean;
}

/** Where an event stands with a function, from its attempts. */
export function findStanding({ attempts, isDelivered, isChange, ...of }: StandingQuery): Standing {
    const last = attempts.at(-1);
    if (last === undefined) {
        return { ...of, status: isDelivered ? "waiting" : "paused" };
    }
    if (last.outcome === "running") {
        return { ...of, status: "running" };
    }
    if (!["failed", "timed out", "crashed"].includes(last.outcome)) {
        return { ...of, status: "settled" };
    }
    if (isChange) {
        return { ...of, status: "failed" };
    }
    const wait = retryMilliseconds[last.number - 1];
    if (wait === undefined) {
        return { ...of, status: "dead letter" };
    }
    return { ...of, status: "retrying", nextAttemptAt: last.endedAt === undefined ? undefined : last.endedAt + wait };
}
