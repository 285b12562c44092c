import type { Clock } from "../../clock";
import { DueHeap } from "./due-heap";
import type { Hidden, Message } from "./message";
import { parseRedrivePolicy, type QueueAttributes, type RedrivePolicy } from "./queue-attributes";
import { ReceiveOrder } from "./receive-order";

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
    purgedAt?: number;
}

/** A queue's messages in memory, without their bodies: which can be received now, and which are hidden until when. */
export class Queue {
    /** In the order they were sent. */
    private readonly messages = new Map<string, Message>();
    private readonly order = new ReceiveOrder();
    private readonly hidden = new DueHeap<{ message: Message; hidden: Hidden }>();
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
        if (hidden === undefined) {
            this.order.show(message);
        } else {
            this.count[hidden.kind]++;
            this.hidden.push(this.dueAt(hidden), { message, hidden });
        }
        this.wake();
    }

    get(key: string): Message | undefined {
        this.release();
        return this.messages.get(key);
    }

    remove(message: Message): void {
        if (this.messages.delete(message.key)) {
            this.order.hide(message);
            if (message.state.hidden !== undefined) {
                this.count[message.state.hidden.kind]--;
            }
        }
    }

    /** Hides a message that can be received, or changes until when it is hidden. */
    hide(message: Message, hidden: Hidden): void {
        const { state } = message;
        if (state.hidden !== undefined) {
            this.count[state.hidden.kind]--;
        }
        state.hidden = hidden;
        this.order.hide(message);
        this.count[hidden.kind]++;
        this.hidden.push(this.dueAt(hidden), { message, hidden });
        this.wake();
    }

    /** Those that can be received now, in order. The caller hides or removes each before it takes the next. */
    receivable(): Iterable<Message> {
        this.release();
        return this.order.receivable();
    }

    /** The first that can be received now. */
    next(): Message | undefined {
        for (const message of this.receivable()) {
            return message;
        }
        return undefined;
    }

    all(): IterableIterator<Message> {
        this.release();
        return this.messages.values();
    }

    isExpired(message: Message): boolean {
        return this.clock.since(message.state.sentAt) >= this.readNumber("MessageRetentionPeriod") * 1000;
    }

    counts(): { visible: number; notVisible: number; delayed: number } {
        this.release();
        const { flight, delay } = this.count;
        return { visible: this.messages.size - flight - delay, notVisible: flight, delayed: delay };
    }

    /** Resolves when more may be receivable than now, or when `signal` aborts. */
    change(signal: AbortSignal): Promise<void> {
        return new Promise((resolve) => {
            const next = this.hidden.peek();
            const timer = next && this.clock.after(Math.max(1, next.due - this.clock.since(0)), () => done());
            const done = () => {
                timer?.cancel();
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

    private wake(): void {
        for (const done of [...this.waiting]) {
            done();
        }
    }

    /** Makes receivable what need not hide any longer. */
    private release(): void {
        for (let next = this.hidden.peek(); next !== undefined; next = this.hidden.peek()) {
            const { message, hidden } = next.item;
            const isCurrent = message.state.hidden === hidden && this.messages.get(message.key) === message;
            if (isCurrent && next.due > this.clock.since(0)) {
                return;
            }
            this.hidden.pop();
            if (isCurrent) {
                message.state.hidden = undefined;
                this.count[hidden.kind]--;
                this.order.show(message);
            }
        }
    }

    /** On the scale of `clock.since(0)`, which moves at the clock's pace. */
    private dueAt(hidden: Hidden): number {
        return this.clock.since(0) - this.clock.since(hidden.since) + hidden.milliseconds;
    }
}
