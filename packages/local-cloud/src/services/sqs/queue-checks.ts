import { isDeepStrictEqual } from "node:util";

import { parseRedrivePolicy, type QueueAttributes } from "./queue-attributes";
import type { Queues } from "./queues";
import { invalidValue, sqsError } from "./sqs-error";

/**
 * Checks a new queue's name, which must agree with its attribute `FifoQueue`.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkName(name: string, isFifo: boolean, attributes: Readonly<Record<string, unknown>>): void {
    if (!/^[\w-]{1,80}$/.test(name.replace(/\.fifo$/, "")) || name.length > 80) {
        throw sqsError(
            "InvalidParameterValue",
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        );
    }
    if (isFifo !== (String(attributes.FifoQueue).toLowerCase() === "true")) {
        throw sqsError(
            "InvalidParameterValue",
            isFifo
                ? "The name of a standard queue cannot end with .fifo: a FIFO queue needs the attribute FifoQueue"
                : "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must " +
                      "end with .fifo suffix and be 1 to 80 in length.",
        );
    }
}

/**
 * Checks that a queue of the same name has what a new one is to have; redrive policies may be written differently.
 *
 * @param given of these alone
 * @throws AwsError `QueueNameExists`
 */
export function checkSame(existing: QueueAttributes, wanted: QueueAttributes, given: QueueAttributes): void {
    const meaning = (name: string, value: string | undefined) =>
        name === "RedrivePolicy" && value !== undefined ? parseRedrivePolicy(value) : value;
    const different = Object.keys(given).find(
        (name) => !isDeepStrictEqual(meaning(name, existing[name]), meaning(name, wanted[name])),
    );
    if (different !== undefined) {
        throw sqsError(
            "QueueNameExists",
            `A queue already exists with the same name and a different value for attribute ${different}`,
        );
    }
}

/**
 * Checks a redrive policy (JSON; none is right): the dead-letter queue must be there and of the same type.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkRedrive(queues: Queues, text: string | undefined, isFifo: boolean): void {
    if (!text) {
        return;
    }
    const { deadLetterTargetArn } = parseRedrivePolicy(text);
    const target = queues.withArn(deadLetterTargetArn);
    if (target === undefined) {
        throw invalidValue("RedrivePolicy", text, "Dead letter target does not exist.");
    }
    if (target.isFifo !== isFifo) {
        throw invalidValue("RedrivePolicy", text, "Dead-letter queue must be same type of queue as the source.");
    }
}
