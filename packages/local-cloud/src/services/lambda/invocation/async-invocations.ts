import type { Collection, Write } from "../../../store";
import type { Handover } from "../../service";
import type { AsyncInvocation } from "./async-invocation";
import { AsyncQueue, type AsyncQueueDeps } from "./async-queue";

/** The asynchronous invocations that were accepted: in the store until they are over. */
export class AsyncInvocations {
    private readonly queues = new Map<string, AsyncQueue>();
    private readonly collection: Collection<AsyncInvocation>;
    /** Until `start` has read the store: the invocations that were accepted, which it finds there too. */
    private accepted: Set<string> | undefined = new Set();

    constructor(private readonly deps: Omit<AsyncQueueDeps, "collection">) {
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
        const queue = new AsyncQueue({ ...this.deps, collection: this.collection }, functionName);
        this.queues.set(functionName, queue);
        return queue;
    }
}
