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

/** What puts a message into a queue: it is receivable once `writes` are done and `done` was called. */
interface Sending {
    readonly writes: Write[];
    readonly done: () => void;
}

/** An original in memory; with its sending until that is known to be done. */
type Remembered = Original & { sending?: Sending };

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const windowMilliseconds = 5 * 60 * 1000;

/** What FIFO queues remember, for five minutes, of the messages they took. */
export class Deduplication {
    private readonly originals = new Map<string, Remembered>();
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

    /**
     * The message that one like `state` would be a duplicate of. Whoever sends the duplicate does the original's
     * `sending` too while there is one: so neither is acknowledged before the message is on disk, and a write that
     * failed is made good by the next attempt.
     */
    find(queue: Queue, state: MessageState): Remembered | undefined {
        const original = this.originals.get(encodeKey(queue, state));
        return original !== undefined && this.isRecent(original) ? original : undefined;
    }

    /** Remembers the message that `sending` puts into the queue; returns a sending that does so in the store too. */
    remember(queue: Queue, state: MessageState, { writes, done }: Sending): Sending {
        const original = { at: state.sentAt, messageId: state.messageId, sequenceNumber: state.sequenceNumber ?? "" };
        const key = encodeKey(queue, state);
        const remembered: Remembered = { ...original };
        const finish = () => {
            if (remembered.sending !== undefined) {
                remembered.sending = undefined;
                done();
            }
        };
        remembered.sending = { writes: [...writes, this.collection.put(key, original)], done: finish };
        this.originals.set(key, remembered);
        return remembered.sending;
    }

    /** Forgets all of a queue's messages in memory; returns the writes that do so in the store. */
    forget({ record: { id } }: Queue): Write[] {
        return this.drop(([key]) => (JSON.parse(key) as [queueId: string])[0] === id);
    }

    async forgetOld(): Promise<void> {
        await this.store.write(this.drop(([, original]) => !this.isRecent(original)));
    }

    private drop(which: (entry: [key: string, original: Remembered]) => boolean): Write[] {
        const keys = [...this.originals].filter(which).map(([key]) => key);
        return keys.map((key) => {
            this.originals.delete(key);
            return this.collection.del(key);
        });
    }

    private isRecent(original: Original): boolean {
        return this.clock.since(original.at) < windowMilliseconds;
    }
}

function encodeKey(queue: Queue, state: MessageState): string {
    const group = queue.record.attributes.DeduplicationScope === "messageGroup" ? (state.groupId ?? "") : "";
    return JSON.stringify([queue.record.id, group, state.deduplicationId]);
}
