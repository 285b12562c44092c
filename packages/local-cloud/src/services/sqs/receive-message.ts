import type { Clock } from "../../clock";
import type { Store, Write } from "../../store";
import type { Message, MessageState } from "./message";
import { attributesMd5, md5, selectAttributes } from "./message-attributes";
import type { Queue } from "./queue";
import type { Queues } from "./queues";
import { receiptHandle } from "./receipt-handle";
import { numberIn, sqsError } from "./sqs-error";

export interface ReceiveInput {
    AttributeNames?: string[];
    MessageSystemAttributeNames?: string[];
    MessageAttributeNames?: string[];
    MaxNumberOfMessages?: number;
    VisibilityTimeout?: number;
    WaitTimeSeconds?: number;
}

export interface ReceiveDeps {
    store: Store;
    clock: Clock;
    /** The one that the wait goes by. */
    pollClock: Clock;
    queues: Queues;
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxInFlight = 120_000;

/**
 * Receives messages, waiting for the first when told to.
 *
 * @param ends each ends the wait
 * @throws AwsError `InvalidParameterValue` or `OverLimit`
 */
export async function receiveMessages(
    deps: ReceiveDeps,
    queue: Queue,
    input: ReceiveInput,
    ends: readonly AbortSignal[],
): Promise<object[]> {
    const maxMessages = numberIn("MaxNumberOfMessages", input.MaxNumberOfMessages, [1, 10], 1);
    const visibility = numberIn(
        "VisibilityTimeout",
        input.VisibilityTimeout,
        [0, 43_200],
        queue.readNumber("VisibilityTimeout"),
    );
    const wait = numberIn(
        "WaitTimeSeconds",
        input.WaitTimeSeconds,
        [0, 20],
        queue.readNumber("ReceiveMessageWaitTimeSeconds"),
    );
    if (queue.counts().notVisible >= maxInFlight) {
        throw sqsError("OverLimit", "Too many messages are in flight.");
    }
    const timeUp = new AbortController();
    const timer = wait > 0 ? deps.pollClock.after(wait * 1000, () => timeUp.abort()) : undefined;
    const end = wait > 0 ? AbortSignal.any([...ends, timeUp.signal]) : timeUp.signal;
    try {
        for (;;) {
            const taken = take(deps, queue, maxMessages, visibility * 1000);
            await deps.store.write(taken.writes);
            taken.done();
            if (taken.messages.length > 0) {
                const all = taken.messages.map((message) => describe(deps.queues, queue, message, input));
                return (await Promise.all(all)).filter((one) => one !== undefined);
            }
            if (wait === 0 || end.aborted || queue.isDeleted) {
                return [];
            }
            // Nothing may come to pass unseen between looking and waiting, so look again after anything was written.
            if (taken.writes.length === 0 && queue.counts().visible === 0) {
                await queue.change(end);
            }
        }
    } finally {
        timer?.cancel();
    }
}

interface Taken {
    messages: Message[];
    writes: Write[];
    /** To be called once `writes` are done. */
    done(): void;
}

/** Takes what can be received; on its way, what has expired goes, and what was received too often moves on. */
function take({ clock, queues }: ReceiveDeps, queue: Queue, most: number, visibilityMilliseconds: number): Taken {
    const redrive = queue.redrivePolicy;
    const deadLetterQueue = redrive && queues.withArn(redrive.deadLetterTargetArn);
    const messages: Message[] = [];
    const writes: Write[] = [];
    const arrivals: Message[] = [];
    const now = clock.now();
    for (const message of queue.receivable()) {
        const { state } = message;
        if (queue.isExpired(message)) {
            writes.push(...queues.removal(queue, message));
        } else if (redrive && deadLetterQueue && state.receiveCount >= redrive.maxReceiveCount) {
            // It keeps the time it was sent at:
            // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
            const changes = { sourceArn: queue.arn, earlierReceiveCount: timesReceived(state) };
            const move = queues.move(queue, message, deadLetterQueue, changes);
            writes.push(...move.writes);
            arrivals.push(move.moved);
        } else {
            state.receiveCount++;
            state.receivedAt = now;
            state.firstReceivedAt ??= now;
            queue.hide(message, { kind: "flight", since: now, milliseconds: visibilityMilliseconds });
            writes.push(queues.stateWrite(queue, message));
            messages.push(message);
        }
        if (messages.length === most) {
            break;
        }
    }
    return { messages, writes, done: () => arrivals.forEach((arrival) => deadLetterQueue?.add(arrival)) };
}

/**
 * "The number of times a message has been received across all queues but not deleted"
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html).
 */
function timesReceived({ receiveCount, earlierReceiveCount = 0 }: MessageState): number {
    return earlierReceiveCount + receiveCount;
}

/** The message as the consumer gets it; undefined when it was purged just now. */
async function describe(
    queues: Queues,
    queue: Queue,
    message: Message,
    input: ReceiveInput,
): Promise<object | undefined> {
    const { state } = message;
    const handle = receiptHandle(queue, message);
    const wanted = new Set([...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]);
    const system = Object.entries({
        SenderId: state.senderId,
        SentTimestamp: String(state.sentAt),
        ApproximateReceiveCount: String(timesReceived(state)),
        ApproximateFirstReceiveTimestamp: String(state.firstReceivedAt),
        AWSTraceHeader: state.traceHeader,
        DeadLetterQueueSourceArn: state.sourceArn,
    }).filter(([name, value]) => value !== undefined && (wanted.has(name) || wanted.has("All")));
    const content = await queues.content(message);
    if (content === undefined) {
        return undefined;
    }
    const { body, attributes } = content;
    const selected = selectAttributes(attributes, input.MessageAttributeNames ?? []);
    return {
        MessageId: state.messageId,
        ReceiptHandle: handle,
        MD5OfBody: md5(body),
        Body: body,
        Attributes: system.length > 0 ? Object.fromEntries(system) : undefined,
        MessageAttributes: selected,
        MD5OfMessageAttributes: attributesMd5(selected),
    };
}
