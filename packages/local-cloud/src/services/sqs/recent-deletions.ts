import type { Clock } from "../../clock";
import type { Collection, Store, Write } from "../../store";
import { sqsError } from "./sqs-error";

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
const pauseSeconds = 60;

/** The names of the queues that were deleted a moment ago, which no queue can have yet. */
export class RecentDeletions {
    /** When each was deleted, in milliseconds since the epoch. */
    private readonly times = new Map<string, number>();
    private readonly collection: Collection<number>;

    constructor(
        private readonly store: Store,
        private readonly clock: Clock,
    ) {
        this.collection = store.collection("sqs/deletions");
    }

    async load(): Promise<void> {
        this.times.clear();
        for await (const [name, at] of this.collection.entries()) {
            this.times.set(name, at);
        }
        await this.forgetOld();
    }

    /** Remembers that the queue is deleted now; returns the write that does so in the store. */
    remember(name: string): Write {
        const now = this.clock.now();
        this.times.set(name, now);
        return this.collection.put(name, now);
    }

    /** @throws AwsError `QueueDeletedRecently` */
    check(name: string): void {
        if (this.isRecent(name)) {
            throw sqsError(
                "QueueDeletedRecently",
                `You must wait ${pauseSeconds} seconds after deleting a queue before you can create another with the ` +
                    "same name.",
            );
        }
    }

    async forget(...names: readonly string[]): Promise<void> {
        names.forEach((name) => this.times.delete(name));
        await this.store.write(names.map((name) => this.collection.del(name)));
    }

    async forgetOld(): Promise<void> {
        await this.forget(...[...this.times.keys()].filter((name) => !this.isRecent(name)));
    }

    private isRecent(name: string): boolean {
        const at = this.times.get(name);
        return at !== undefined && this.clock.since(at) < pauseSeconds * 1000;
    }
}
