import type { Clock, Timer } from "../clock";

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
    /** Moves the clock and runs what falls due, in order of time; lets promises settle between calls. */
    advance(milliseconds: number): Promise<void>;
    /** How many calls are waiting. */
    pending(): number;
}

/** @param start the first instant, in milliseconds since the epoch */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
    let now = start;
    const waiting = new Set<{ at: number; call: () => void }>();
    const clock: ManualClock = {
        now: () => now,
        since: (instant) => now - instant,
        after(milliseconds, call): Timer {
            const entry = { at: now + milliseconds, call };
            waiting.add(entry);
            return { cancel: () => void waiting.delete(entry) };
        },
        async advance(milliseconds) {
            const end = now + milliseconds;
            await settle();
            for (;;) {
                const due = [...waiting].filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
                if (due === undefined) {
                    break;
                }
                waiting.delete(due);
                now = Math.max(now, due.at);
                due.call();
                await settle();
            }
            now = end;
        },
        pending: () => waiting.size,
        get realTime() {
            return clock;
        },
    };
    return clock;
}

/** Lets promises and I/O that is ready run. */
async function settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}
