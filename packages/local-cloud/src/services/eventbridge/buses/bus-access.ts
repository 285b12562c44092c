import { AwsError } from "../../../aws-error";
import { evaluate, parsePolicy } from "../../iam/policy";
import type { Account, Authorize, Call, HandoverContext } from "../../service";

/** EventBridge itself, where it acts on other services. */
export const eventBridgePrincipal = "events.amazonaws.com";

const action = "events:PutEvents";

/** A bus that somebody wants to put an event on. */
export interface AccessedBus {
    arn: string;
    /** Its resource policy, JSON text. */
    policy?: string | undefined;
}

/** What IAM's condition keys tell of an event. */
export interface EventKind {
    source?: string | undefined;
    detailType?: string | undefined;
}

/**
 * Lets PutEvents through where the bus's policy or the caller's own policies allow it, and neither denies.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 *
 * @throws AwsError `AccessDeniedException`
 */
export function authorizePut(call: Call, bus: AccessedBus, event: EventKind): void {
    const { caller } = call;
    const context = buildContext(event);
    if (caller.kind !== "role" || !isAllowedByPolicy(bus, { aws: caller.roleArn }, context)) {
        call.authorize(action, bus.arn, context);
    }
}

/**
 * Lets an event through that a service brings: in the name of a role, as the role itself might put it; else the bus's
 * policy must allow it.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
 *
 * @throws AwsError `AccessDeniedException`
 */
export function authorizeDelivery(
    { accountId }: Account,
    authorize: Authorize,
    bus: AccessedBus,
    event: EventKind,
    { principal, sourceArn, roleArn }: HandoverContext,
): void {
    const context = {
        ...buildContext(event),
        "aws:SourceArn": sourceArn,
        "aws:SourceAccount": accountId,
        "events:eventBusInvocation": String(isFromBus(principal)),
    };
    if (roleArn === undefined) {
        // Without a role, it is the account that sends.
        const sender = { service: principal, aws: `arn:aws:iam::${accountId}:root` };
        if (!isAllowedByPolicy(bus, sender, context)) {
            throw new AwsError(
                "AccessDeniedException",
                `The policy of ${bus.arn} does not allow events from ${sourceArn}, and its target names no role ` +
                    `that may put them there`,
            );
        }
    } else if (!isAllowedByPolicy(bus, { aws: roleArn }, context)) {
        authorize({ kind: "role", roleArn }, action, bus.arn, context);
    }
}

/** Whether what a service delivers comes from another bus. */
export function isFromBus(principal: string): boolean {
    return principal === eventBridgePrincipal;
}

/** @throws AwsError `AccessDeniedException` when the policy denies it */
function isAllowedByPolicy(
    { arn, policy }: AccessedBus,
    principal: { service?: string; aws: string },
    context: Record<string, string>,
): boolean {
    if (policy === undefined) {
        return false;
    }
    const verdict = evaluate([parsePolicy(policy, "resource")], { principal, action, resource: arn, context });
    if (verdict === "deny") {
        throw new AwsError(
            "AccessDeniedException",
            `${principal.aws} is not authorized to perform: ${action} on resource: ${arn} with an explicit deny in a ` +
                "resource-based policy",
        );
    }
    return verdict === "allow";
}

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html */
function buildContext({ source, detailType }: EventKind): Record<string, string> {
    return {
        ...(source === undefined ? {} : { "events:source": source }),
        ...(detailType === undefined ? {} : { "events:detail-type": detailType }),
    };
}
