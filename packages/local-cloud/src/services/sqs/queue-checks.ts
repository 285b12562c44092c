import { parseRedrivePolicy } from "./queue-attributes";
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
