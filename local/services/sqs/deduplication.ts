import type { Clock } from "../../clock";
import type { Collection, Store, Write } from "../../store";
import type { MessageState } from "./message";
import type { Queue } from "./queue";

/** A message that later ones with the same deduplication id are duplicates of. */
interface Original {
    /** Milliseconds since the epoch. */
    at: number;
    messageId: string;
    sequenceNumber: string;
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const windowMilliseconds = 5 * 60 * 1000;

/** What FIFO queues remember, for five minutes, of the messages they took. */
export class Deduplication {
    private readonly originals = new Map<string, Original>();
    private readonly collection: Collection<Original>;

    constructor(
        private readonly store: Store,
        private readonly clock: Clock,
    ) {
        this.collection = store.collection("sqs/deduplication");
    }

    async load(): Promise<void> {
        this.originals.clear();
        for await (const [key, original] of this.collection.entries()) {
            this.originals.set(key, original);
        }
        await this.forgetOld();
    }

    /** The message that one like `state` would be a duplicate of. */
    find(queue: Queue, state: MessageState): Original | undefined {
        const original = this.originals.get(keyOf(queue, state));
        return original !== undefined && this.isRecent(original) ? original : undefined;
    }

    /** Remembers the message from now on; returns the write that does so in the store. */
    remember(queue: Queue, state: MessageState): Write {
        const original = { at: state.sentAt, messageId: state.messageId, sequenceNumber: state.sequenceNumber ?? "" };
        const key = keyOf(queue, state);
        this.originals.set(key, original);
        return this.collection.put(key, original);
    }

    async forgetOld(): Promise<void> {
        const old = [...this.originals].filter(([, original]) => !this.isRecent(original)).map(([key]) => key);
        for (const key of old) {
            this.originals.delete(key);
        }
        await this.store.write(old.map((key) => this.collection.del(key)));
    }

    private isRecent(original: Original): boolean {
        return this.clock.since(original.at) < windowMilliseconds;
    }
}

function keyOf(queue: Queue, state: MessageState): string {
    const group = queue.record.attributes.DeduplicationScope === "messageGroup" ? (state.groupId ?? "") : "";
    return JSON.stringify([queue.record.id, group, state.deduplicationId]);
}
