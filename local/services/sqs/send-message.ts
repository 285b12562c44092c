import { createHash, randomUUID } from "node:crypto";

import type { Clock } from "../../clock";
import type { Store, Write } from "../../store";
import type { Deduplication } from "./deduplication";
import type { Message, MessageContent, MessageState } from "./message";
import {
    attributesMd5,
    attributesSize,
    checkMessageAttributes,
    md5,
    type MessageAttributes,
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
        MD5OfMessageSystemAttributes?: string;
        SequenceNumber?: string;
    };
}

export interface SendDeps {
    store: Store;
    clock: Clock;
    queues: Queues;
    deduplication: Deduplication;
}

const wrongQueueType = "The request include parameter that is not valid for this queue type.";

/** Of body and attributes, in bytes. */
export function sizeOf({ MessageBody = "", MessageAttributes }: Outgoing): number {
    return Buffer.byteLength(MessageBody) + attributesSize(MessageAttributes);
}

/**
 * Checks a message and prepares its sending.
 *
 * @param senderId as the attribute `SenderId` has it
 * @throws AwsError `MissingParameter`, `InvalidParameterValue` or `InvalidMessageContents`
 */
export function acceptMessage(deps: SendDeps, queue: Queue, outgoing: Outgoing, senderId: string): Accepted {
    const { store, clock, queues, deduplication } = deps;
    const { MessageAttributes: attributes, MessageSystemAttributes: systemAttributes } = outgoing;
    const body = checkBody(queue, outgoing);
    const traceHeader = traceHeaderOf(systemAttributes);
    const key = store.orderedId();
    const state: MessageState = {
        messageId: randomUUID(),
        senderId,
        sentAt: clock.now(),
        receiveCount: 0,
        hidden: delayOf(queue, outgoing, clock.now()),
        traceHeader,
        ...orderOf(queue, outgoing, body, key),
    };
    const digests = {
        MD5OfMessageBody: md5(body),
        MD5OfMessageAttributes: attributesMd5(attributes),
        MD5OfMessageSystemAttributes: attributesMd5(systemAttributes),
    };
    const size = sizeOf(outgoing);
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

function checkBody(queue: Queue, outgoing: Outgoing): string {
    const { MessageBody: body, MessageAttributes: attributes } = outgoing;
    if (body === undefined || body === "") {
        throw missingParameter("MessageBody");
    }
    // Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    if (!/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(body)) {
        throw sqsError(
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | " +
                "#xE000 to #xFFFD | #x10000 to #x10FFFF",
        );
    }
    checkMessageAttributes(attributes);
    const largest = queue.numberOf("MaximumMessageSize");
    if (sizeOf(outgoing) > largest) {
        throw sqsError(
            "InvalidParameterValue",
            `One or more parameters are invalid. Reason: Message must be shorter than ${largest} bytes.`,
        );
    }
    return body;
}

function traceHeaderOf(systemAttributes: MessageAttributes | undefined): string | undefined {
    const other = Object.keys(systemAttributes ?? {}).find((name) => name !== "AWSTraceHeader");
    if (other !== undefined) {
        throw invalidValue("MessageSystemAttributes", other, "Message system attribute name is not valid.");
    }
    return systemAttributes?.AWSTraceHeader?.StringValue;
}

function delayOf(queue: Queue, { DelaySeconds }: Outgoing, now: number): MessageState["hidden"] {
    if (queue.isFifo && DelaySeconds !== undefined && DelaySeconds !== 0) {
        throw invalidValue("DelaySeconds", DelaySeconds, wrongQueueType);
    }
    const seconds = numberIn("DelaySeconds", DelaySeconds, [0, 900], queue.numberOf("DelaySeconds"));
    return seconds > 0 ? { kind: "delay", since: now, milliseconds: seconds * 1000 } : undefined;
}

/** What FIFO queues order and recognise messages by. A group on a standard queue is for fairness alone. */
function orderOf(
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
    if (groupId === undefined) {
        throw missingParameter("MessageGroupId");
    }
    const byContent = queue.record.attributes.ContentBasedDeduplication === "true";
    if (given === undefined && !byContent) {
        throw sqsError(
            "InvalidParameterValue",
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
        );
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
