import { DueHeap } from "./due-heap";
import type { Message } from "./message";

/**
 * Which of a queue's visible messages are received first: as they were sent, also those that came back. AWS calls this best-effort ordering:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
 */
export class ReceiveOrder {
    private readonly visible = new Set<Message>();
    /** The visible messages, and some that are not visible any more. */
    private readonly bySequence = new DueHeap<Message>();

    show(message: Message): void {
        this.visible.add(message);
        this.bySequence.push(parseInt(message.key, 36), message);
    }

    hide(message: Message): void {
        this.visible.delete(message);
    }

    /** Those that can be received now. The caller hides each before it takes the next. */
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
