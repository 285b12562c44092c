import type { Message } from "./message";
import type { Queue } from "./queue";
import { missingParameter, sqsError } from "./sqs-error";

/** What a receipt handle says: which receipt of which message of which queue. */
export interface Receipt {
    key: string;
    receiveCount: number;
}

/** The handle for the message's last receipt. */
export function receiptHandle(queue: Queue, message: Message): string {
    return Buffer.from(`${queue.record.id} ${message.key} ${message.state.receiveCount}`).toString("base64");
}

/** @throws AwsError `ReceiptHandleIsInvalid` */
export function parseReceiptHandle(queue: Queue, handle: string | undefined): Receipt {
    if (handle === undefined) {
        throw missingParameter("ReceiptHandle");
    }
    const text = Buffer.from(handle, "base64").toString();
    const [, queueId, key = "", count] = /^(\w+) (\w+) (\d+)$/.exec(text) ?? [];
    if (queueId !== queue.record.id) {
        throw sqsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
    }
    return { key, receiveCount: Number(count) };
}
