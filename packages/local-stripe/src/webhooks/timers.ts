/** What time it is, and what is to happen later. */
export interface Timers {
    /** Milliseconds since the epoch. */
    now(): number;
    /** Runs `work` after so many milliseconds. Returns what keeps it from that. */
    after(milliseconds: number, work: () => void): () => void;
}

/** The longest that Node's timers take. */
const maxMilliseconds = 2 ** 31 - 1;

/** The machine's own timers, which keep no process running. */
export function systemTimers(now: () => number): Timers {
    return {
        now,
        after(milliseconds, work) {
            const timer = setTimeout(work, Math.min(Math.max(0, milliseconds), maxMilliseconds)).unref();
            return () => clearTimeout(timer);
        },
    };
}
