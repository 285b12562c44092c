import { isDeepStrictEqual } from "node:util";

import { parseRedrivePolicy, type QueueAttributes } from "./queue-attributes";
import type { Queues } from "./queues";
import { invalidValue, sqsError } from "./sqs-error";

/** @throws AwsError `InvalidParameterValue` for what is no queue's name, or a FIFO queue's */
export function checkName(name: string): void {
    if (!/^[\w-]{1,80}$/.test(name)) {
        throw sqsError(
            "InvalidParameterValue",
            name.endsWith(".fifo")
                ? `The local cloud has no FIFO queues, such as ${name}.`
                : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
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
 * Checks a redrive policy (JSON; none is right): the dead-letter queue must be there.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkRedrive(queues: Queues, text: string | undefined): void {
    if (!text) {
        return;
    }
    const { deadLetterTargetArn } = parseRedrivePolicy(text);
    if (queues.withArn(deadLetterTargetArn) === undefined) {
        throw invalidValue("RedrivePolicy", text, "Dead letter target does not exist.");
    }
}
