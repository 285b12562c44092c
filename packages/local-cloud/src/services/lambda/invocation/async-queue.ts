import { AwsError } from "../../../aws-error";
import type { Timer } from "../../../clock";
import type { Collection } from "../../../store";
import { Deque } from "../../deque";
import type { LambdaDeps } from "../lambda-deps";
import type { AsyncInvocation } from "./async-invocation";
import type { Conclusion, Destinations } from "./destinations";
import type { Outcome } from "../environments/execution-environment";
import { parseFunctionError } from "./function-error";
import type { RegisteredFunction } from "../functions/function-registry";

/** Beyond these, waiting invocations are kept in the store alone. */
const maxInMemory = 500;
/** After function errors: one minute, then two. */
const retryMs = [60_000, 120_000];
/** After throttles and system errors: from one second, doubling, to five minutes. */
const firstBackoffMs = 1000;
const maxBackoffMs = 300_000;
const defaultMaxAgeSeconds = 21_600;
const defaultMaxRetries = 2;

interface Entry {
    key: string;
    invocation?: AsyncInvocation;
    /** Set when it has ended for good, and its record could not be sent yet. */
    conclusion?: Conclusion;
    /** How often that was tried. */
    attempts: number;
}

export interface AsyncQueueDeps extends Pick<LambdaDeps, "store" | "clock" | "metrics" | "observe"> {
    collection: Collection<AsyncInvocation>;
    destinations: Destinations;
    /** The function as it is now, if it is still there. */
    find: (functionName: string) => RegisteredFunction | undefined;
    /** Runs the function once. Throws `AwsError` when it must not run now. */
    run: (target: RegisteredFunction, invocation: AsyncInvocation) => Promise<Outcome>;
    /** How many asynchronous invocations of one function run at once. */
    concurrency: number;
}

/**
 * The asynchronous invocations of one function, in order of arrival.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncQueue {
    /** Those that may run. */
    private readonly ready = new Deque<Entry>();
    private inMemory = 0;
    private readonly delays = new Set<Timer>();
    private readonly running = new Set<Promise<void>>();
    /** Those that were refused, before all others. */
    private readonly returned: Entry[] = [];
    /** Set while the function rests after a throttle. */
    private pause: Timer | undefined;
    /** How many throttles there were in a row. */
    private throttles = 0;
    private closed = false;

    constructor(
        private readonly deps: AsyncQueueDeps,
        private readonly functionName: string,
    ) {}

    /** Takes what the store holds under `key`. */
    add(key: string, invocation: AsyncInvocation): void {
        const { wait } = invocation;
        const left = wait === undefined ? 0 : wait.milliseconds - this.deps.clock.since(wait.from);
        if (left > 0) {
            this.later(left, { key, attempts: 0 });
            return;
        }
        const kept = this.inMemory < maxInMemory;
        this.inMemory += kept ? 1 : 0;
        this.ready.push(kept ? { key, invocation, attempts: 0 } : { key, attempts: 0 });
        this.pump();
    }

    /** Starts nothing more; resolves when nothing runs. */
    async close(): Promise<void> {
        this.closed = true;
        this.pause?.cancel();
        this.delays.forEach((timer) => timer.cancel());
        this.delays.clear();
        await Promise.all(this.running);
    }

    private later(milliseconds: number, entry: Entry): void {
        if (this.closed) {
            return;
        }
        const timer = this.deps.clock.after(milliseconds, () => {
            this.delays.delete(timer);
            this.ready.push(entry);
            this.pump();
        });
        this.delays.add(timer);
    }

    private pump(): void {
        while (!this.closed && this.pause === undefined && this.running.size < this.limit()) {
            const entry = this.take();
            if (entry === undefined) {
                return;
            }
            const work = this.process(entry)
                // A destination, or the store, did not take what this ended with.
                .catch(() => this.later(computeBackoffMs(entry.attempts++), entry))
                .then(() => {
                    this.running.delete(work);
                    this.pump();
                });
            this.running.add(work);
        }
    }

    /** Even what may not run at all has a turn: to go where it goes then. */
    private limit(): number {
        const { find, concurrency } = this.deps;
        const reserved = find(this.functionName)?.definition.reservedConcurrency ?? Infinity;
        return Math.max(1, Math.min(reserved, concurrency));
    }

    private take(): Entry | undefined {
        const returned = this.returned.shift();
        if (returned !== undefined) {
            return returned;
        }
        const entry = this.ready.shift();
        this.inMemory -= entry?.invocation === undefined ? 0 : 1;
        return entry;
    }

    private async process(entry: Entry): Promise<void> {
        const { clock, collection, metrics, store } = this.deps;
        const target = this.deps.find(this.functionName);
        const invocation = entry.invocation ?? (await collection.get(entry.key));
        if (invocation === undefined) {
            return;
        }
        if (target === undefined) {
            // As in AWS, what waits for a function goes with it; this one was accepted while that was deleted.
            await store.write([collection.del(entry.key)]);
            return;
        }
        const { eventInvokeConfig: config, definition } = target;
        const conclude = (conclusion: Conclusion) => this.conclude(target, entry, invocation, conclusion);
        const ageMs = clock.since(invocation.acceptedAt);
        if (entry.conclusion !== undefined) {
            await conclude(entry.conclusion);
        } else if (ageMs >= (config?.maximumEventAgeSeconds ?? defaultMaxAgeSeconds) * 1000) {
            await conclude({ condition: "EventAgeExceeded", invokeCount: invocation.failures });
        } else if (definition.reservedConcurrency === 0) {
            // "Lambda begins sending new events to the configured dead-letter queue or the on-failure event
            // destination, without any retries": invocation-async-retain-records.html
            await conclude({ condition: "ZeroReservedConcurrency", invokeCount: invocation.failures });
        } else {
            const outcome = await this.run(target, entry, invocation);
            if (outcome === undefined) {
                return;
            }
            metrics.put("AWS/Lambda", "AsyncEventAge", dimensions(target), ageMs, "Milliseconds");
            if (outcome.functionError === undefined) {
                await conclude({ condition: "Success", invokeCount: invocation.failures + 1, outcome });
            } else {
                await this.fail(target, entry, invocation, outcome);
            }
        }
    }

    /** Undefined when it could not run now, and will again. */
    private async run(
        target: RegisteredFunction,
        entry: Entry,
        invocation: AsyncInvocation,
    ): Promise<Outcome | undefined> {
        try {
            const outcome = await this.deps.run(target, invocation);
            this.throttles = 0;
            // What runs when the services stop was stopped by them: it runs again.
            return this.closed && outcome.functionError !== undefined ? undefined : outcome;
        } catch (error) {
            if (!(error instanceof AwsError)) {
                throw error;
            }
            this.putBackAndRest(entry);
            return undefined;
        }
    }

    private async fail(
        target: RegisteredFunction,
        entry: Entry,
        invocation: AsyncInvocation,
        outcome: Outcome,
    ): Promise<void> {
        const failures = invocation.failures + 1;
        if (failures > (target.eventInvokeConfig?.maximumRetryAttempts ?? defaultMaxRetries)) {
            const failed = { ...invocation, failures };
            const conclusion: Conclusion = { condition: "RetriesExhausted", invokeCount: failures, outcome };
            await this.conclude(target, entry, failed, conclusion);
            return;
        }
        const milliseconds = retryMs[Math.min(failures, retryMs.length) - 1] ?? 0;
        const { clock, collection, store } = this.deps;
        const wait = { from: clock.now(), milliseconds };
        await store.write([collection.put(entry.key, { ...invocation, failures, wait })]);
        this.observeEnd(target, invocation, { invokeCount: failures, outcome }, milliseconds);
        this.later(milliseconds, { key: entry.key, attempts: 0 });
    }

    private async conclude(
        target: RegisteredFunction,
        entry: Entry,
        invocation: AsyncInvocation,
        conclusion: Conclusion,
    ): Promise<void> {
        const { collection, destinations, store } = this.deps;
        entry.conclusion = conclusion;
        const record = await destinations.handOver(target, invocation, conclusion);
        await store.write([collection.del(entry.key), ...(record?.writes ?? [])]);
        record?.done();
        if (conclusion.condition !== "Success") {
            this.deps.metrics.put("AWS/Lambda", "AsyncEventsDropped", dimensions(target), 1, "Count");
        }
        this.observeEnd(target, invocation, conclusion);
    }

    private observeEnd(
        { definition, eventInvokeConfig }: RegisteredFunction,
        { requestId, eventId }: AsyncInvocation,
        { invokeCount, outcome }: Pick<Conclusion, "invokeCount" | "outcome">,
        nextAttemptMs?: number,
    ): void {
        const notRun = { type: "Error", message: "the event was not processed", trace: [] };
        const error = outcome === undefined ? notRun : outcome.functionError && parseFunctionError(outcome.payload);
        this.deps.observe?.({
            type: "invocation ended",
            functionName: definition.functionName,
            requestId,
            eventId,
            durationMs: outcome?.durationMs ?? 0,
            attempt: invokeCount,
            maxAttempts: 1 + (eventInvokeConfig?.maximumRetryAttempts ?? defaultMaxRetries),
            error,
            nextAttemptMs,
            deadLetterArn: eventInvokeConfig?.onFailureArn,
        });
    }

    /** Puts `entry` back in its place, and lets the function rest: one by one would only be refused one by one. */
    private putBackAndRest(entry: Entry): void {
        this.returned.push(entry);
        this.returned.sort((a, b) => (a.key < b.key ? -1 : 1));
        if (this.pause === undefined && !this.closed) {
            this.pause = this.deps.clock.after(computeBackoffMs(this.throttles++), () => {
                this.pause = undefined;
                this.pump();
            });
        }
    }
}

function computeBackoffMs(times: number): number {
    return Math.min(firstBackoffMs * 2 ** times, maxBackoffMs);
}

function dimensions({ definition }: RegisteredFunction): Record<string, string> {
    return { FunctionName: definition.functionName };
}
