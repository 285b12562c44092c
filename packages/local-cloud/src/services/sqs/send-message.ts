import { createHash, randomUUID } from "node:crypto";

import type { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import type { Store, Write } from "../../store";
import { refuseMembers } from "../refuse-members";
import type { Deduplication } from "./deduplication";
import type { Message, MessageContent, MessageState } from "./message";
import {
    attributesMd5,
    attributesSize,
    checkMessageAttributes,
    md5,
    type MessageAttributes,
    validText,
} from "./message-attributes";
import type { Queue } from "./queue";
import type { Queues } from "./queues";
import { invalidValue, missingParameter, numberIn, sqsError } from "./sqs-error";

/** A message to send, as SendMessage and the entries of SendMessageBatch have it. */
export interface Outgoing {
    MessageBody?: string;
    DelaySeconds?: number;
    MessageAttributes?: MessageAttributes;
    MessageSystemAttributes?: MessageAttributes;
    MessageDeduplicationId?: string;
    MessageGroupId?: string;
}

/** A message that was taken: written once `writes` are done, receivable once `done` is called. */
export interface Accepted {
    writes: Write[];
    done(): void;
    /** Of body and attributes, in bytes. */
    size: number;
    response: {
        MessageId: string;
        MD5OfMessageBody: string;
        MD5OfMessageAttributes?: string;
        SequenceNumber?: string;
    };
}

export interface SendDeps {
    store: Store;
    clock: Clock;
    queues: Queues;
    deduplication: Deduplication;
}

/** Who sends a message. */
export interface Sender {
    /** As the attribute `SenderId` has it. */
    id: string;
    /** The request's `X-Amzn-Trace-Id`. */
    traceHeader: string | undefined;
}

const wrongQueueType = "The request include parameter that is not valid for this queue type.";

/** Of body and attributes, in bytes. */
export function measureSize({ MessageBody = "", MessageAttributes }: Outgoing): number {
    return Buffer.byteLength(MessageBody) + attributesSize(MessageAttributes);
}

/**
 * Checks a message and prepares its sending.
 *
 * @throws AwsError `MissingParameter`, `InvalidParameterValue` or `InvalidMessageContents`
 */
export function acceptMessage(deps: SendDeps, queue: Queue, outgoing: Outgoing, sender: Sender): Accepted {
    const { store, clock, queues, deduplication } = deps;
    const { MessageAttributes: attributes } = outgoing;
    refuseMembers(outgoing, ["MessageSystemAttributes"], (message) => sqsError("InvalidParameterValue", message));
    const body = checkBody(queue, outgoing);
    const key = store.orderedId();
    const state: MessageState = {
        messageId: randomUUID(),
        senderId: sender.id,
        sentAt: clock.now(),
        receiveCount: 0,
        hidden: readDelay(queue, outgoing, clock.now()),
        traceHeader: sender.traceHeader,
        ...assignOrder(queue, outgoing, body, key),
    };
    const digests = { MD5OfMessageBody: md5(body), MD5OfMessageAttributes: attributesMd5(attributes) };
    const size = measureSize(outgoing);
    const original = queue.isFifo ? deduplication.find(queue, state) : undefined;
    if (original !== undefined) {
        const { messageId, sequenceNumber, sending } = original;
        const response = { MessageId: messageId, SequenceNumber: sequenceNumber, ...digests };
        return { ...(sending ?? { writes: [], done: () => undefined }), size, response };
    }
    const message: Message = { key, state };
    const content: MessageContent = { body, attributes };
    const sending = { writes: queues.insertion(queue, message, content), done: () => queue.add(message) };
    const response = { MessageId: state.messageId, SequenceNumber: state.sequenceNumber, ...digests };
    return { ...(queue.isFifo ? deduplication.remember(queue, state, sending) : sending), size, response };
}

/**
 * Refuses a batch as a whole when a FIFO queue cannot order or recognize one of its messages, as AWS does (LocalStack's
 * `test_send_batch_missing_message_group_id_for_fifo_queue`).
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkBatch(queue: Queue, entries: readonly Outgoing[]): void {
    const lacking = entries.map((entry) => orderLacks(queue, entry)).find((error) => error !== undefined);
    if (lacking !== undefined) {
        throw sqsError("InvalidParameterValue", lacking.message);
    }
}

function checkBody(queue: Queue, outgoing: Outgoing): string {
    const { MessageBody: body, MessageAttributes: attributes } = outgoing;
    if (body === undefined || body === "") {
        throw missingParameter("MessageBody");
    }
    if (!validText.test(body)) {
        throw sqsError(
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | " +
                "#xE000 to #xFFFD | #x10000 to #x10FFFF",
        );
    }
    checkMessageAttributes(attributes);
    const maxBytes = queue.readNumber("MaximumMessageSize");
    if (measureSize(outgoing) > maxBytes) {
        throw sqsError(
            "InvalidParameterValue",
            `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
        );
    }
    return body;
}

function readDelay(queue: Queue, { DelaySeconds }: Outgoing, now: number): MessageState["hidden"] {
    if (queue.isFifo && DelaySeconds !== undefined && DelaySeconds !== 0) {
        throw invalidValue("DelaySeconds", DelaySeconds, wrongQueueType);
    }
    // A FIFO queue's delay is the same for all its messages, whatever they say.
    const own = queue.isFifo ? undefined : DelaySeconds;
    const seconds = numberIn("DelaySeconds", own, [0, 900], queue.readNumber("DelaySeconds"));
    return seconds > 0 ? { kind: "delay", since: now, milliseconds: seconds * 1000 } : undefined;
}

/** The error of a message without what a FIFO queue needs to order and recognize it. */
function orderLacks(queue: Queue, { MessageGroupId, MessageDeduplicationId }: Outgoing): AwsError | undefined {
    if (!queue.isFifo) {
        return undefined;
    } else if (MessageGroupId === undefined) {
        return missingParameter("MessageGroupId");
    } else if (MessageDeduplicationId === undefined && queue.record.attributes.ContentBasedDeduplication !== "true") {
        return sqsError(
            "InvalidParameterValue",
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
        );
    }
    return undefined;
}

/** What FIFO queues order and recognize messages by. A group on a standard queue is for fairness alone. */
function assignOrder(
    queue: Queue,
    { MessageGroupId: groupId, MessageDeduplicationId: given }: Outgoing,
    body: string,
    key: string,
): Pick<MessageState, "groupId" | "deduplicationId" | "sequenceNumber"> {
    checkId("MessageGroupId", groupId);
    checkId("MessageDeduplicationId", given);
    if (!queue.isFifo) {
        if (given !== undefined) {
            throw invalidValue("MessageDeduplicationId", given, wrongQueueType);
        }
        return { groupId };
    }
    const lacking = orderLacks(queue, { MessageGroupId: groupId, MessageDeduplicationId: given });
    if (lacking !== undefined) {
        throw lacking;
    }
    return {
        groupId,
        deduplicationId: given ?? createHash("sha256").update(body).digest("hex"),
        sequenceNumber: String(parseInt(key, 36)).padStart(20, "0"),
    };
}

function checkId(parameter: string, id: string | undefined): void {
    if (id !== undefined && !/^[!-~]{1,128}$/.test(id)) {
        throw invalidValue(
            parameter,
            id,
            `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
        );
    }
}
