import { DueHeap } from "./due-heap";
import type { Message } from "./message";

/** Which of a queue's visible messages are received first. */
export interface ReceiveOrder {
    /** Takes a new message, which is hidden until it is shown. */
    add(message: Message): void;
    show(message: Message): void;
    hide(message: Message): void;
    remove(message: Message): void;
    /** Those that can be received now. The caller hides or removes each before it takes the next. */
    receivable(): Iterable<Message>;
}

/**
 * A standard queue's: as they were sent, also those that came back. AWS calls this best-effort ordering:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
 */
export class StandardOrder implements ReceiveOrder {
    private readonly visible = new Set<Message>();
    /** The visible messages, and some that are not visible any more. */
    private readonly bySequence = new DueHeap<Message>();

    add(): void {}

    show(message: Message): void {
        this.visible.add(message);
        this.bySequence.push(parseInt(message.key, 36), message);
    }

    hide(message: Message): void {
        this.visible.delete(message);
    }

    remove(message: Message): void {
        this.visible.delete(message);
    }

    *receivable(): Generator<Message> {
        for (let first = this.bySequence.peek(); first !== undefined; first = this.bySequence.peek()) {
            if (this.visible.has(first.item)) {
                yield first.item;
            } else {
                this.bySequence.pop();
            }
        }
    }
}

/**
 * A FIFO queue's: group by group, each as far as no hidden message is in the way, the groups in the order in which they
 * became receivable. So a group whose message comes back goes behind those that wait.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export class FifoOrder implements ReceiveOrder {
    /** By group id, as they were sent. */
    private readonly groups = new Map<string | undefined, Set<Message>>();
    /** The groups whose first message is visible. */
    private readonly waiting = new Set<Set<Message>>();
    private readonly visible = new Set<Message>();

    add(message: Message): void {
        const { groupId } = message.state;
        const group = this.groups.get(groupId) ?? new Set();
        this.groups.set(groupId, group.add(message));
    }

    show(message: Message): void {
        this.visible.add(message);
        this.settle(message);
    }

    hide(message: Message): void {
        this.visible.delete(message);
        this.settle(message);
    }

    remove(message: Message): void {
        this.visible.delete(message);
        this.groups.get(message.state.groupId)?.delete(message);
        this.settle(message);
    }

    *receivable(): Generator<Message> {
        for (const group of this.waiting) {
            for (const message of group) {
                if (!this.visible.has(message)) {
                    break;
                }
                yield message;
            }
        }
    }

    /** Brings the group of `message` to where it belongs. */
    private settle({ state: { groupId } }: Message): void {
        const group = this.groups.get(groupId);
        const [first] = group ?? [];
        if (group === undefined) {
            return;
        } else if (first !== undefined && this.visible.has(first)) {
            this.waiting.add(group);
            return;
        }
        this.waiting.delete(group);
        if (first === undefined) {
            this.groups.delete(groupId);
        }
    }
}
