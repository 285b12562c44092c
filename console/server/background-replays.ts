import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";

import type { Archive, ReplayStatus } from "../../cli/replay/replay-archive";
import type { ReplayPlan } from "../../cli/replay/plan-replay";
import { replayByRules } from "../../cli/replay/replay-by-rules";

interface Running {
    /** Undefined until the replay has begun: its rules take effect first. */
    status?: ReplayStatus;
    /** Why it could not begin, or its rules could not be removed. */
    failure?: string;
    stop: AbortController;
    done: Promise<void>;
}

/** Replays of some types, which need their rules removed at the end: the server follows them, whoever looks at the page. */
export class BackgroundReplays {
    private readonly running = new Map<string, Running>();

    /** @param pauseMs how often it is looked how far a replay is, in milliseconds */
    constructor(
        private readonly events: EventBridgeClient,
        private readonly settleMs: number,
        private readonly pauseMs: number,
    ) {}

    begin(archive: Archive, plan: ReplayPlan): void {
        const stop = new AbortController();
        const running: Running = { stop, done: Promise.resolve() };
        running.done = replayByRules(this.events, archive, plan, Object.values(plan.temporary ?? {}).flat(), {
            settleMs: this.settleMs,
            pauseMs: this.pauseMs,
            signal: stop.signal,
            onProgress: (status) => (running.status = status),
        }).then(
            (status) => {
                running.status = status;
            },
            (error: Error) => {
                running.failure = stop.signal.aborted ? "It was cancelled before it began." : error.message;
            },
        );
        this.running.set(plan.name, running);
    }

    /** How one stands; undefined when it is none of these. */
    find(name: string): ReplayStatus | undefined {
        const { status, failure } = this.running.get(name) ?? {};
        if (failure !== undefined) {
            return { state: "FAILED", reason: failure, reached: status?.reached };
        }
        return this.running.has(name)
            ? (status ?? { state: "STARTING", reason: undefined, reached: undefined })
            : undefined;
    }

    /** Cancels one. @returns false when it is none of these */
    cancel(name: string): boolean {
        this.running.get(name)?.stop.abort();
        return this.running.has(name);
    }

    /** Cancels what goes on, and waits until its rules are gone. */
    async close(): Promise<void> {
        const all = [...this.running.values()];
        all.forEach(({ stop }) => stop.abort());
        await Promise.all(all.map(({ done }) => done));
    }
}
