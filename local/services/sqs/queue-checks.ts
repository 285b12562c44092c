import { parseRedriveAllowPolicy, parseRedrivePolicy } from "./queue-attributes";
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
    if (isFifo !== (String(attributes.FifoQueue) === "true")) {
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
 * Checks a redrive policy (JSON; none is right): the dead-letter queue must be there, of the same type, and let the
 * source use it.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkRedrive(queues: Queues, text: string | undefined, sourceArn: string, isFifo: boolean): void {
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
    const allow = target.record.attributes.RedriveAllowPolicy;
    const { redrivePermission, sourceQueueArns = [] } = allow
        ? parseRedriveAllowPolicy(allow)
        : { redrivePermission: "allowAll" };
    if (redrivePermission === "denyAll" || (redrivePermission === "byQueue" && !sourceQueueArns.includes(sourceArn))) {
        throw invalidValue(
            "RedrivePolicy",
            text,
            "Queue does not have permission to redrive to this dead-letter queue.",
        );
    }
}
