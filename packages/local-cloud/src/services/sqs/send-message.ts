import { randomUUID } from "node:crypto";

import type { Clock } from "../../clock";
import type { Store, Write } from "../../store";
import { refuseMembers } from "../refuse-members";
import type { Message, MessageState } from "./message";
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
import { missingParameter, numberIn, sqsError } from "./sqs-error";

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
    response: { MessageId: string; MD5OfMessageBody: string; MD5OfMessageAttributes?: string };
}

export interface SendDeps {
    store: Store;
    clock: Clock;
    queues: Queues;
}

/** Who sends a message. */
export interface Sender {
    /** As the attribute `SenderId` has it. */
    id: string;
    /** The request's `X-Amzn-Trace-Id`. */
    traceHeader: string | undefined;
}

/** What FIFO queues have, and messages of other services. */
const absentMembers = ["MessageDeduplicationId", "MessageGroupId", "MessageSystemAttributes"] as const;

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
    const { store, clock, queues } = deps;
    const { MessageAttributes: attributes } = outgoing;
    refuseMembers(outgoing, absentMembers, (message) => sqsError("InvalidParameterValue", message));
    const body = checkBody(queue, outgoing);
    const key = store.orderedId();
    const state: MessageState = {
        messageId: randomUUID(),
        senderId: sender.id,
        sentAt: clock.now(),
        receiveCount: 0,
        hidden: readDelay(queue, outgoing, clock.now()),
        traceHeader: sender.traceHeader,
    };
    const message: Message = { key, state };
    return {
        writes: queues.insertion(queue, message, { body, attributes }),
        done: () => queue.add(message),
        size: measureSize(outgoing),
        response: {
            MessageId: state.messageId,
            MD5OfMessageBody: md5(body),
            MD5OfMessageAttributes: attributesMd5(attributes),
        },
    };
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
    const seconds = numberIn("DelaySeconds", DelaySeconds, [0, 900], queue.readNumber("DelaySeconds"));
    return seconds > 0 ? { kind: "delay", since: now, milliseconds: seconds * 1000 } : undefined;
}
