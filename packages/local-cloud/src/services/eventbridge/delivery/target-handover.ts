import { AwsError } from "../../../aws-error";
import type { Handover, HandoverContext, MessageTarget } from "../../service";
import { eventBridgePrincipal } from "../buses/bus-access";
import { readEventId } from "../events/bus-event";
import { thirdHopCode } from "./delivery-failure";
import type { PendingDelivery } from "../records";
import { buildTargetInput } from "./target-input";

export interface TargetHandoverDeps {
    target: (arn: string) => MessageTarget | undefined;
    /** Whether the role lets the service assume it. */
    mayAssume: (roleArn: string, servicePrincipal: string) => boolean;
}

/** What every message that EventBridge delivers comes with. */
export function buildDeliveryContext({ ruleArn, traceHeader, event }: PendingDelivery): HandoverContext {
    const eventId = readEventId(event);
    return {
        principal: eventBridgePrincipal,
        sourceArn: ruleArn,
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...(eventId === undefined ? {} : { eventId }),
    };
}

/**
 * Hands the event, as the target is to see it, to whoever takes messages for the target's ARN.
 *
 * @throws AwsError ResourceNotFoundException when nobody does, AccessDeniedException when EventBridge may not act in the
 * name of the target's role, and what the target throws
 */
export async function handOverToTarget(
    delivery: PendingDelivery,
    { target: findTarget, mayAssume }: TargetHandoverDeps,
): Promise<Handover> {
    const { target, forwarded } = delivery;
    const arn = target.Arn ?? "";
    // "EventBridge can't route events received from a sender event bus to a third event bus"
    // (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html).
    if (forwarded === true && arn.split(":")[2] === "events") {
        throw new AwsError(thirdHopCode, "The event came from another event bus: it can't go to a third one.");
    }
    const receiver = findTarget(arn);
    if (receiver === undefined) {
        throw new AwsError("ResourceNotFoundException", `No local service takes events for ${arn}.`);
    }
    if (target.RoleArn !== undefined && !mayAssume(target.RoleArn, eventBridgePrincipal)) {
        throw new AwsError("AccessDeniedException", `${eventBridgePrincipal} may not assume ${target.RoleArn}`);
    }
    return receiver.handOver(arn, buildTargetInput(delivery), {
        ...buildDeliveryContext(delivery),
        ...(target.RoleArn === undefined ? {} : { roleArn: target.RoleArn }),
    });
}
