import type { Clock, Timer } from "../../clock";
import type { Hidden, Message } from "./message";
import { parseRedrivePolicy, type QueueAttributes, type RedrivePolicy } from "./queue-attributes";

/** A queue as it is stored. */
export interface QueueRecord {
    /** Differs for queues that have the same name one after the other. */
    id: string;
    name: string;
    /** Those given and the defaults. */
    attributes: QueueAttributes;
    /** Milliseconds since the epoch. */
    createdAt: number;
    modifiedAt: number;
}

/** A queue's messages in memory, without their bodies: which can be received now, and which are hidden until when. */
export class Queue {
    /** In the order they were sent. */
    private readonly messages = new Map<string, Message>();
    /** Of hidden messages: each shows one. */
    private readonly timers = new Map<Message, Timer>();
    private readonly count = { delay: 0, flight: 0 };
    private readonly waiting = new Set<() => void>();
    /** Whether the queue is gone: what still comes for it is lost, as in AWS. */
    isDeleted = false;

    constructor(
        private readonly clock: Clock,
        public record: QueueRecord,
        readonly arn: string,
    ) {}

    /** Seconds or bytes of one of the attributes that are numbers. */
    readNumber(attribute: string): number {
        return Number(this.record.attributes[attribute]);
    }

    get redrivePolicy(): RedrivePolicy | undefined {
        const { RedrivePolicy: text } = this.record.attributes;
        return text ? parseRedrivePolicy(text) : undefined;
    }

    add(message: Message): void {
        if (this.isDeleted) {
            return;
        }
        this.messages.set(message.key, message);
        const { hidden } = message.state;
        message.state.hidden = undefined;
        if (hidden === undefined) {
            this.wake();
        } else {
            this.hide(message, hidden);
        }
    }

    get(key: string): Message | undefined {
        return this.messages.get(key);
    }

    remove(message: Message): void {
        if (this.messages.delete(message.key)) {
            this.unhide(message);
        }
    }

    /** Hides a message that can be received, or changes until when it is hidden. */
    hide(message: Message, hidden: Hidden): void {
        this.unhide(message);
        const left = hidden.milliseconds - this.clock.since(hidden.since);
        if (left <= 0) {
            this.wake();
            return;
        }
        message.state.hidden = hidden;
        this.count[hidden.kind]++;
        const show = () => {
            this.unhide(message);
            this.wake();
        };
        this.timers.set(message, this.clock.after(left, show));
    }

    /**
     * Those that can be received now, as they were sent, also those that came back: AWS calls this best-effort ordering
     * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html).
     */
    *receivable(): Iterable<Message> {
        for (const message of this.messages.values()) {
            if (message.state.hidden === undefined) {
                yield message;
            }
        }
    }

    all(): IterableIterator<Message> {
        return this.messages.values();
    }

    isExpired(message: Message): boolean {
        return this.clock.since(message.state.sentAt) >= this.readNumber("MessageRetentionPeriod") * 1000;
    }

    counts(): { visible: number; notVisible: number; delayed: number } {
        const { flight, delay } = this.count;
        return { visible: this.messages.size - flight - delay, notVisible: flight, delayed: delay };
    }

    /** Resolves when more may be receivable than now, or when `signal` aborts. */
    change(signal: AbortSignal): Promise<void> {
        return new Promise((resolve) => {
            const done = () => {
                this.waiting.delete(done);
                signal.removeEventListener("abort", done);
                resolve();
            };
            this.waiting.add(done);
            signal.addEventListener("abort", done);
            if (signal.aborted) {
                done();
            }
        });
    }

    /** Leaves no timer behind. */
    stop(): void {
        this.timers.forEach((timer) => timer.cancel());
        this.timers.clear();
    }

    private unhide(message: Message): void {
        const { hidden } = message.state;
        if (hidden !== undefined) {
            this.timers.get(message)?.cancel();
            this.timers.delete(message);
            this.count[hidden.kind]--;
            message.state.hidden = undefined;
        }
    }

    private wake(): void {
        for (const done of [...this.waiting]) {
            done();
        }
    }
}
