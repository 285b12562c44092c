import type { Handover, MessageTarget } from "../../service";
import { classifyFailure } from "./delivery-failure";
import type { GivenUp, PendingDelivery } from "../records";
import { buildDeliveryContext } from "./target-handover";

/**
 * What became of an event that its target did not get: the dead-letter queue takes it, refuses it for good (and why), or
 * cannot take it now; undefined when there is no such queue.
 */
export type DeadLetter = { handover: Handover } | { refused: string } | "later" | undefined;

/**
 * Hands an event that its target did not get to the target's dead-letter queue: the event as body, and why as message
 * attributes (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).
 */
export async function sendToDeadLetterQueue(
    delivery: PendingDelivery,
    { failure, exhausted }: GivenUp,
    findTarget: (arn: string) => MessageTarget | undefined,
): Promise<DeadLetter> {
    const queue = delivery.target.DeadLetterConfig?.Arn;
    if (queue === undefined) {
        return undefined;
    }
    const receiver = findTarget(queue);
    if (receiver === undefined) {
        return { refused: `No local service takes messages for ${queue}.` };
    }
    const attributes = {
        RULE_ARN: delivery.ruleArn,
        TARGET_ARN: delivery.target.Arn ?? "",
        ERROR_CODE: failure.code,
        ERROR_MESSAGE: failure.message,
        ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
        RETRY_ATTEMPTS: String(delivery.attempts - 1),
    };
    try {
        return {
            handover: await receiver.handOver(queue, delivery.event, { ...buildDeliveryContext(delivery), attributes }),
        };
    } catch (error) {
        const { retryable, message } = classifyFailure(error);
        return retryable ? "later" : { refused: message };
    }
}
