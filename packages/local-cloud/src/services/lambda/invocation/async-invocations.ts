import type { Clock } from "../../../clock";
import type { Observe } from "../../../observation";
import type { Collection, Store, Write } from "../../../store";
import type { Handover, MetricSink } from "../../service";
import type { AsyncInvocation } from "./async-invocation";
import { AsyncQueue } from "./async-queue";
import type { Conclusion, Destinations } from "./destinations";
import type { Outcome } from "../environments/execution-environment";
import type { RegisteredFunction } from "../functions/function-registry";

export interface AsyncInvocationsDeps {
    store: Store;
    clock: Clock;
    metrics: MetricSink;
    destinations: Destinations;
    find: (functionName: string) => RegisteredFunction | undefined;
    run: (target: RegisteredFunction, invocation: AsyncInvocation) => Promise<Outcome>;
    /** How many asynchronous invocations of one function run at once. */
    concurrency: number;
    observe?: Observe;
}

/** The asynchronous invocations that were accepted: in the store until they are over. */
export class AsyncInvocations {
    private readonly queues = new Map<string, AsyncQueue>();
    private readonly collection: Collection<AsyncInvocation>;
    /** Until `start` has read the store: the invocations that were accepted, which it finds there too. */
    private accepted: Set<string> | undefined = new Set();

    constructor(private readonly deps: AsyncInvocationsDeps) {
        this.collection = deps.store.collection("lambda.invocations");
    }

    /** Takes up all that the store holds. */
    async start(): Promise<void> {
        for await (const [key, invocation] of this.collection.entries()) {
            if (this.accepted?.has(key) !== true) {
                this.queue(invocation.functionName).add(key, invocation);
            }
        }
        this.accepted = undefined;
    }

    /** Ends at a point from which `start` can go on, once the functions that run have ended. */
    async stop(): Promise<void> {
        const queues = [...this.queues.values()];
        this.queues.clear();
        this.accepted = new Set();
        await Promise.all(queues.map((queue) => queue.close()));
    }

    /** Accepts an invocation: it runs after `done`. */
    accept(invocation: Omit<AsyncInvocation, "acceptedAt" | "failures">): Handover {
        const key = this.deps.store.orderedId();
        const accepted = { ...invocation, acceptedAt: this.deps.clock.now(), failures: 0 };
        return {
            writes: [this.collection.put(key, accepted)],
            done: () => {
                const dimensions = { FunctionName: invocation.functionName };
                this.deps.metrics.put("AWS/Lambda", "AsyncEventsReceived", dimensions, 1, "Count");
                this.accepted?.add(key);
                this.queue(invocation.functionName).add(key, accepted);
            },
        };
    }

    /** Forgets the invocations of a function that is deleted, as AWS does: the writes for that. */
    async drop(functionName: string): Promise<Write[]> {
        void this.queues.get(functionName)?.close();
        this.queues.delete(functionName);
        const writes: Write[] = [];
        for await (const [key, invocation] of this.collection.entries()) {
            if (invocation.functionName === functionName) {
                writes.push(this.collection.del(key));
            }
        }
        return writes;
    }

    private queue(functionName: string): AsyncQueue {
        const known = this.queues.get(functionName);
        if (known !== undefined) {
            return known;
        }
        const { clock, metrics, observe, find, run } = this.deps;
        const queue = new AsyncQueue({
            clock,
            metrics,
            observe,
            run,
            target: () => find(functionName),
            limit: () => this.limit(find(functionName)),
            read: (key) => this.collection.get(key),
            save: (key, invocation) => this.deps.store.write([this.collection.put(key, invocation)]),
            forget: (key) => this.deps.store.write([this.collection.del(key)]),
            conclude: (target, key, invocation, conclusion) => this.conclude(target, key, invocation, conclusion),
        });
        this.queues.set(functionName, queue);
        return queue;
    }

    /** Even what may not run at all has a turn: to go where it goes then. */
    private limit(target: RegisteredFunction | undefined): number {
        const reserved = target?.definition.reservedConcurrency ?? Infinity;
        return Math.max(1, Math.min(reserved, this.deps.concurrency));
    }

    private async conclude(
        target: RegisteredFunction,
        key: string,
        invocation: AsyncInvocation,
        conclusion: Conclusion,
    ): Promise<void> {
        const handover = await this.deps.destinations.handOver(target, invocation, conclusion);
        await this.deps.store.write([this.collection.del(key), ...handover.writes]);
        handover.done();
    }
}
