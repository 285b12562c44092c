import type { Handover, MessageTarget } from "../service";
import type { DeliveryFailure } from "./delivery-failure";
import type { PendingDelivery } from "./records";
import type { ExhaustedCondition } from "./retry-policy";
import { deliveryContext } from "./target-handover";

/**
 * Hands an event that its target did not get to the target's dead-letter queue: the event as body, and why as message
 * attributes (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).
 *
 * @returns undefined when the target has no dead-letter queue; without `handover` when the queue does not take it, upon
 * which AWS drops the event
 */
export async function sendToDeadLetterQueue(
    delivery: PendingDelivery,
    failure: DeliveryFailure,
    exhausted: ExhaustedCondition | undefined,
    targetOf: (arn: string) => MessageTarget | undefined,
): Promise<{ handover?: Handover } | undefined> {
    const queue = delivery.target.DeadLetterConfig?.Arn;
    if (queue === undefined) {
        return undefined;
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
        const context = { ...deliveryContext(delivery), attributes };
        const handover = await targetOf(queue)?.handOver(queue, delivery.event, context);
        return handover === undefined ? {} : { handover };
    } catch {
        return {};
    }
}
