import {
    ChangeMessageVisibilityBatchCommand,
    DeleteMessageBatchCommand,
    GetQueueAttributesCommand,
    type Message,
    ReceiveMessageCommand,
    type SQSClient,
} from "@aws-sdk/client-sqs";

import { type Letter, readLetter } from "./letter";

/** A letter with the message that holds it. */
export interface Found {
    letter: Letter;
    body: string;
}

export interface WalkOptions {
    /** Gets letters as they are read, up to ten at a time, each once; gives those that are to be deleted. */
    visit: (found: readonly Found[]) => readonly Found[] | Promise<readonly Found[]>;
    /** The most letters that are read. */
    limit: number;
    /** Ends it before the next letters. */
    signal?: AbortSignal;
}

/** How much of a queue was read. */
export interface Walked {
    read: number;
    /** About how many letters were in the queue when it began, those that could not be seen included. */
    total: number;
    /** Of these, how many somebody else was reading, so that they could not be seen. */
    hidden: number;
}

/** The most that one call of SQS's takes. */
const batchSize = 10;
/** Longer than the letters of a walk take; after a walk that was killed they are seen again so soon. */
const visibilitySeconds = 120;

/** About how many letters there are, and how many of them somebody is reading. SQS counts within a minute. */
export async function countLetters(sqs: SQSClient, QueueUrl: string): Promise<{ total: number; hidden: number }> {
    const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        }),
    );
    const hidden = Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
    return { total: Number(Attributes?.ApproximateNumberOfMessages ?? 0) + hidden, hidden };
}

/**
 * Reads a dead-letter queue from one end to the other. SQS shows messages only by receiving them, which hides them: what is
 * not deleted is made visible again at the end.
 */
export async function walkQueue(
    sqs: SQSClient,
    QueueUrl: string,
    { visit, limit, signal }: WalkOptions,
): Promise<Walked> {
    const { total, hidden } = await countLetters(sqs, QueueUrl);
    const seen = new Set<string>();
    /** Receipts of what is to stay, by message id. */
    const held = new Map<string, string>();
    try {
        while (seen.size < limit && signal?.aborted !== true) {
            const { Messages = [] } = await sqs.send(
                new ReceiveMessageCommand({
                    QueueUrl,
                    MaxNumberOfMessages: Math.min(batchSize, limit - seen.size),
                    VisibilityTimeout: visibilitySeconds,
                    // A short poll asks only some of SQS's servers, and may find nothing where there is something.
                    WaitTimeSeconds: seen.size < total - hidden ? 1 : 0,
                    MessageAttributeNames: ["All"],
                    MessageSystemAttributeNames: ["SentTimestamp"],
                }),
            );
            const fresh = Messages.filter((one) => !seen.has(idOf(one)));
            fresh.forEach((one) => seen.add(idOf(one)));
            // What was deleted, and SQS gave once more all the same, is deleted again.
            const doneBefore = Messages.filter((one) => !fresh.includes(one) && !held.has(idOf(one)));
            Messages.filter((one) => !doneBefore.includes(one)).forEach((one) =>
                held.set(idOf(one), one.ReceiptHandle ?? ""),
            );
            const done = fresh.length === 0 ? [] : await visit(fresh.map(toFound));
            const ids = new Set(done.map(({ letter }) => letter.messageId));
            await deleteAll(sqs, QueueUrl, [...doneBefore, ...fresh.filter((one) => ids.has(idOf(one)))]);
            ids.forEach((id) => held.delete(id));
            if (fresh.length === 0) {
                // Nothing new: what was read first has become visible again.
                break;
            }
        }
    } finally {
        await release(sqs, QueueUrl, [...held.values()]);
    }
    return { read: seen.size, total: Math.max(total, seen.size), hidden };
}

function toFound(message: Message): Found {
    return { letter: readLetter(message), body: message.Body ?? "" };
}

function idOf({ MessageId = "" }: Message): string {
    return MessageId;
}

async function deleteAll(sqs: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
    if (messages.length > 0) {
        const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
}

/** Those whose receipt is of no use any more are visible already. */
async function release(sqs: SQSClient, QueueUrl: string, receipts: readonly string[]): Promise<void> {
    for (let start = 0; start < receipts.length; start += batchSize) {
        const Entries = receipts
            .slice(start, start + batchSize)
            .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
        await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }
}
