import type { Timers } from "../../src/webhooks/timers";

/** Time that passes when it is told to. */
export class ManualTimers implements Timers {
    private readonly waiting = new Set<{ at: number; work: () => void }>();

    constructor(private time: number) {}

    now(): number {
        return this.time;
    }

    after(milliseconds: number, work: () => void): () => void {
        const timer = { at: this.time + milliseconds, work };
        this.waiting.add(timer);
        return () => void this.waiting.delete(timer);
    }

    /** Lets a moment pass, in which no timer runs. */
    pass(milliseconds: number): void {
        this.time += milliseconds;
    }

    /** Goes to when the next timer is due, and runs it. Returns whether there was any. */
    advance(): boolean {
        const [next] = [...this.waiting].sort((a, b) => a.at - b.at);
        if (next === undefined) {
            return false;
        }
        this.waiting.delete(next);
        this.time = next.at;
        next.work();
        return true;
    }
}
