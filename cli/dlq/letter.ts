import type { Message } from "@aws-sdk/client-sqs";

import { type Cause, describeCause } from "./cause";

/** Who gave up: EventBridge, which could not call the function; Lambda, after its attempts; or Lambda's reader of a stream. */
export type Sender = "EventBridge" | "Lambda" | "stream";

/** What waits in a dead-letter queue, without the event's object. */
export interface Letter {
    messageId: string;
    /** Undefined for what neither EventBridge nor Lambda put there. */
    sender: Sender | undefined;
    /** Lambda's name of the function that failed; undefined where Lambda did not put it there. */
    functionName: string | undefined;
    /** When it was put into the queue, in milliseconds since the epoch. */
    sentAt: number;
    /** How often the function ran, or EventBridge tried; undefined where nobody says. */
    attempts: number | undefined;
    cause: Cause;
    /** The error's message, with the ids and numbers that the cause leaves out. */
    message: string;
    /** Where the failure was in the code, as Lambda tells it. */
    trace: readonly string[];
    /** Stripe's event, where it is one. */
    event: LetterEvent | undefined;
    /** Of Lambda's last attempt: the function's log has it in each of its lines. */
    requestId: string | undefined;
    /** Of a stream: how many changes were given up at once, and when the first of them was made. */
    changes: { count: number; since: string } | undefined;
}

/** What of Stripe's event people look for. */
export interface LetterEvent {
    id: string;
    type: string;
    /** In seconds since the epoch. */
    created: number | undefined;
    objectId: string | undefined;
    /** EventBridge's own id of it. */
    busEventId: string | undefined;
}

type Json = Record<string, unknown>;

/** Reads a message of a dead-letter queue. It never fails: what cannot be read is a letter too. */
export function readLetter({ MessageId = "", Body = "", Attributes, MessageAttributes = {} }: Message): Letter {
    const body = parse(Body);
    const attributes = Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]),
    );
    const sender = findSender(body, attributes);
    const context = asObject(body?.requestContext);
    const response = asObject(body?.responsePayload);
    const cause = describeCause(sender, { attributes, condition: asText(context?.condition), response, body: Body });
    const batch = sender === "stream" ? asObject(body?.DDBStreamBatchInfo) : undefined;
    return {
        messageId: MessageId,
        sender,
        // arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION
        functionName: asText(context?.functionArn)?.split(":")[6],
        sentAt: Number(Attributes?.SentTimestamp ?? 0),
        attempts: readAttempts(sender, context, attributes),
        cause,
        message: asText(response?.errorMessage) ?? attributes.ERROR_MESSAGE ?? cause.message,
        trace: asTexts(response?.trace ?? response?.stackTrace),
        event: sender === undefined ? undefined : readEvent(sender === "EventBridge" ? body : body?.requestPayload),
        requestId: asText(context?.requestId),
        changes: batch && {
            count: Number(batch.batchSize),
            since: asText(batch.approximateArrivalOfFirstRecord) ?? "",
        },
    };
}

function findSender(body: Json | undefined, attributes: Record<string, string>): Sender | undefined {
    if (body === undefined) {
        return undefined;
    }
    if (attributes.TARGET_ARN !== undefined) {
        return "EventBridge";
    }
    if (body.DDBStreamBatchInfo !== undefined) {
        return "stream";
    }
    return body.requestContext !== undefined && body.requestPayload !== undefined ? "Lambda" : undefined;
}

function readAttempts(sender: Sender | undefined, context: Json | undefined, attributes: Record<string, string>) {
    const count =
        sender === "EventBridge" ? Number(attributes.RETRY_ATTEMPTS) + 1 : Number(context?.approximateInvokeCount);
    return Number.isNaN(count) ? undefined : count;
}

function readEvent(delivered: unknown): LetterEvent | undefined {
    const { id: busEventId, detail } = asObject(delivered) ?? {};
    const { id, type, created, data, related_object: related } = asObject(detail) ?? {};
    if (typeof id !== "string" || typeof type !== "string") {
        return undefined;
    }
    // A thin event names its object, and says when it was made in words.
    const object = asObject(asObject(data)?.object) ?? asObject(related);
    const seconds = typeof created === "string" ? Math.floor(Date.parse(created) / 1000) : created;
    return {
        id,
        type,
        created: typeof seconds === "number" ? seconds : undefined,
        objectId: asText(object?.id),
        busEventId: asText(busEventId),
    };
}

function parse(text: string): Json | undefined {
    try {
        return asObject(JSON.parse(text));
    } catch {
        return undefined;
    }
}

function asObject(value: unknown): Json | undefined {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function asText(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

function asTexts(value: unknown): string[] {
    return Array.isArray(value) ? value.map(String) : [];
}
