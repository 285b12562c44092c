import type { Clock, Timer } from "../../../clock";
import { ExecutionEnvironment, type Invocation, type Outcome } from "./execution-environment";
import type { FunctionDefinition } from "../functions/function-definition";
import { formatPlatformError } from "../invocation/function-error";

/** How far and how fast a function's environments grow in number. */
export interface PoolSettings {
    /** Environments that are started as soon as an invocation finds none free. */
    eagerEnvironments: number;
    /** Environments that are started, one after the other, while invocations fall behind. */
    backlogEnvironments: number;
    /** How far behind the oldest is then: since it was accepted. */
    backlogMs: number;
    /** How long a synchronous invocation, of whichever function, waits at most while accepted ones are that far behind. */
    yieldMs: number;
    /** The most that there will be. */
    maxEnvironments: number;
    /** How long a single invocation waits for a free environment before one more than those is started. */
    patienceMs: number;
    /** How long an environment stays without work. */
    idleSeconds: number;
}

export interface PoolInvocation extends Invocation {
    /** When it was accepted, by the clock; for one that has waited since. */
    acceptedAt?: number;
}

interface Waiter {
    /** The instant from which it waits, in milliseconds of `performance.now`. */
    since: number;
    acceptedAt: number | undefined;
    run(environment: ExecutionEnvironment): void;
    /** @param outcome by the request's id */
    fail(outcome: (requestId: string) => Outcome): void;
}

/**
 * The execution environments of one function. AWS starts one for each invocation that runs at the same time as others;
 * a laptop does better when short invocations take turns on one: a process that runs often has its code compiled and in
 * the processor's caches. So more are started only while invocations fall behind, up to what cores have use for; and
 * beyond those, for invocations that have waited long.
 */
export class EnvironmentPool {
    private readonly all = new Set<ExecutionEnvironment>();
    /** Those that have not been ready yet. */
    private readonly starting = new Set<ExecutionEnvironment>();
    /** The last one in is the first one out, so that what is not needed grows old. */
    private readonly idle: { environment: ExecutionEnvironment; since: number }[] = [];
    private readonly waiting: Waiter[] = [];
    /** Since when there has always been one that waits, with the same environments. */
    private waitingSince: number | undefined;
    private watch: NodeJS.Timeout | undefined;
    private sweep: Timer | undefined;

    constructor(
        private definition: FunctionDefinition,
        private readonly deps: {
            clock: Clock;
            settings: PoolSettings;
            start: (definition: FunctionDefinition) => ExecutionEnvironment;
        },
    ) {}

    /** How many processes there are. */
    get size(): number {
        return this.all.size;
    }

    /** Whether an invocation that was accepted earlier is behind. */
    get isBehind(): boolean {
        const acceptedAt = this.waiting[0]?.acceptedAt;
        return acceptedAt !== undefined && this.deps.clock.since(acceptedAt) >= this.deps.settings.backlogMs;
    }

    /** Runs `invocation` in the first environment that is free. Never rejects. */
    run(invocation: PoolInvocation): Promise<Outcome> {
        const free = this.idle.pop();
        if (free !== undefined) {
            return free.environment.invoke(invocation);
        }
        return new Promise((resolve) => {
            this.waiting.push({
                since: performance.now(),
                acceptedAt: invocation.acceptedAt,
                run: (environment) => void environment.invoke(invocation).then(resolve),
                fail: (outcome) => resolve(outcome(invocation.requestId)),
            });
            this.grow(this.deps.settings.eagerEnvironments);
        });
    }

    /** From now on, invocations run `definition`; those that run already finish as they are. */
    update(definition: FunctionDefinition): void {
        this.definition = definition;
        for (const environment of [...this.starting, ...this.idle.map((entry) => entry.environment)]) {
            void environment.kill();
        }
        this.idle.length = 0;
        if (this.waiting.length > 0) {
            this.grow(this.deps.settings.eagerEnvironments);
        }
    }

    /** Ends all environments, whatever they do. */
    async close(): Promise<void> {
        this.sweep?.cancel();
        clearTimeout(this.watch);
        this.waiting.splice(0).forEach((waiter) => waiter.fail(createShutDownOutcome));
        await Promise.all([...this.all].map((environment) => environment.kill()));
    }

    /** Starts environments for those who wait, up to `limit` in all. */
    private grow(limit: number): void {
        while (this.waiting.length > this.starting.size && this.all.size < limit) {
            this.startOne();
        }
        this.watchWaiting();
    }

    /** Looks again and again, while invocations wait, whether it is time for one more environment. */
    private watchWaiting(): void {
        if (this.waiting.length === 0) {
            this.waitingSince = undefined;
            return;
        }
        this.waitingSince ??= performance.now();
        const { backlogMs, patienceMs } = this.deps.settings;
        this.watch ??= setTimeout(
            () => {
                this.watch = undefined;
                if (this.needsOneMore()) {
                    this.waitingSince = performance.now();
                    this.startOne();
                }
                this.watchWaiting();
            },
            Math.min(backlogMs, patienceMs),
        );
    }

    private needsOneMore(): boolean {
        const { backlogEnvironments, backlogMs, maxEnvironments, patienceMs } = this.deps.settings;
        const [oldest] = this.waiting;
        if (oldest === undefined || this.waitingSince === undefined) {
            return false;
        }
        const now = performance.now();
        const sinceLast = now - this.waitingSince;
        const waited = now - oldest.since;
        const behind = oldest.acceptedAt === undefined ? waited : this.deps.clock.since(oldest.acceptedAt);
        return (
            // A start takes from what runs: one at a time.
            (this.all.size < backlogEnvironments &&
                this.starting.size === 0 &&
                Math.min(behind, sinceLast) >= backlogMs) ||
            (this.all.size < maxEnvironments && Math.min(waited, sinceLast) >= patienceMs)
        );
    }

    private startOne(): void {
        const environment = this.deps.start(this.definition);
        this.all.add(environment);
        this.starting.add(environment);
        environment.onIdle = () => {
            if (this.starting.delete(environment) && this.waiting.length > 0) {
                this.waitingSince = performance.now();
            }
            this.offer(environment);
        };
        environment.onEnd = () => this.remove(environment);
    }

    private offer(environment: ExecutionEnvironment): void {
        if (environment.definition !== this.definition) {
            void environment.kill();
            return;
        }
        const waiter = this.waiting.shift();
        if (waiter !== undefined) {
            this.watchWaiting();
            waiter.run(environment);
            return;
        }
        this.idle.push({ environment, since: this.deps.clock.now() });
        this.sweep ??= this.deps.clock.after(this.deps.settings.idleSeconds * 1000, () => this.endIdle());
    }

    private remove(environment: ExecutionEnvironment): void {
        this.all.delete(environment);
        const index = this.idle.findIndex((entry) => entry.environment === environment);
        if (index >= 0) {
            this.idle.splice(index, 1);
        }
        if (this.starting.delete(environment) && environment.definition === this.definition) {
            // As in AWS, the invocation that an environment was started for gets the error; the others try again.
            const failed = (requestId: string) =>
                environment.failInvocation(requestId) ?? createShutDownOutcome(requestId);
            this.waiting.shift()?.fail(failed);
        }
        if (this.waiting.length > 0) {
            this.grow(this.deps.settings.eagerEnvironments);
        }
    }

    /** Ends the environments that have been idle for too long. */
    private endIdle(): void {
        const { clock, settings } = this.deps;
        const idleMs = settings.idleSeconds * 1000;
        const fresh = this.idle.findIndex((entry) => clock.since(entry.since) < idleMs);
        for (const { environment } of this.idle.splice(0, fresh < 0 ? this.idle.length : fresh)) {
            void environment.kill();
        }
        const oldest = this.idle[0];
        this.sweep =
            oldest === undefined
                ? undefined
                : clock.after(Math.max(1, idleMs - clock.since(oldest.since)), () => this.endIdle());
    }
}

function createShutDownOutcome(requestId: string): Outcome {
    const payload = formatPlatformError(requestId, "Runtime.ExitError", "the local Lambda service has stopped");
    return { functionError: "Unhandled", payload, logTail: "", durationMs: 0 };
}
