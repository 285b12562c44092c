import type { Clock } from "../../clock";
import type { Write } from "../../store";
import type { Queue } from "./queue";
import type { Queues } from "./queues";
import { parseReceiptHandle } from "./receipt-handle";
import { invalidValue, missingParameter, sqsError } from "./sqs-error";

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
const maxVisibilitySeconds = 43_200;

/**
 * Takes the message with this receipt out of the queue in memory; returns the writes that do so in the store. A message
 * that is gone counts as deleted; one that was received again since is not touched: AWS promises no more.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 *
 * @throws AwsError `ReceiptHandleIsInvalid`
 */
export function deleteMessage(queues: Queues, queue: Queue, handle: string | undefined): Write[] {
    const { key, receiveCount } = parseReceiptHandle(queue, handle);
    const message = queue.get(key);
    if (message === undefined) {
        return [];
    }
    const isCurrent = message.state.receiveCount === receiveCount;
    return isCurrent ? queues.removal(queue, message) : [];
}

/**
 * Changes for how long from now the message with this receipt stays hidden; returns the writes that do so in the store.
 * Any receipt of the message will do, and once the message is visible again there is nothing to change.
 * That this is no error there, LocalStack's suite found on AWS itself (`test_terminate_visibility_timeout_after_receive`,
 * `test_change_message_visibility_after_visibility_timeout_expiration`).
 *
 * @throws AwsError `ReceiptHandleIsInvalid` or `InvalidParameterValue`
 */
export function changeVisibility(
    queues: Queues,
    clock: Clock,
    queue: Queue,
    handle: string | undefined,
    seconds: number | undefined,
): Write[] {
    if (seconds === undefined) {
        throw missingParameter("VisibilityTimeout");
    }
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > maxVisibilitySeconds) {
        throw invalidValue("VisibilityTimeout", seconds, `Must be between 0 and ${maxVisibilitySeconds}.`);
    }
    const { key } = parseReceiptHandle(queue, handle);
    const message = queue.get(key);
    if (message === undefined) {
        throw invalidValue(
            "ReceiptHandle",
            handle,
            "Message does not exist or is not available for visibility timeout change.",
        );
    }
    const { state } = message;
    if (state.hidden === undefined) {
        return [];
    }
    const sinceReceived = clock.since(state.receivedAt ?? clock.now());
    if (sinceReceived + seconds * 1000 > maxVisibilitySeconds * 1000) {
        throw sqsError(
            "InvalidParameterValue",
            `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the ` +
                `message is beyond the limit [${maxVisibilitySeconds} seconds].`,
        );
    }
    queue.hide(message, { kind: "flight", since: clock.now(), milliseconds: seconds * 1000 });
    return [queues.stateWrite(queue, message)];
}
