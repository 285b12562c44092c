import { AwsError } from "../../aws-error";
import { evaluate, parsePolicy } from "../iam/policy";
import type { Call, HandoverContext } from "../service";

interface Topic {
    arn: string;
    policy: string | undefined;
}

/**
 * Lets a call through that the topic's policy or the caller's own policies allow, and neither denies.
 *
 * @param action such as `sns:Publish`
 * @throws AwsError `AccessDeniedException`
 */
export function authorizeCall(call: Call, action: string, topic: Topic): void {
    const { caller } = call;
    const verdict =
        caller.kind === "role" && topic.policy !== undefined
            ? evaluatePolicy(topic.policy, action, topic.arn, { aws: caller.roleArn }, {})
            : "implicitDeny";
    if (verdict === "deny") {
        throw denied(`${action} on ${topic.arn} is denied by the topic's policy`);
    }
    if (verdict !== "allow") {
        call.authorize(action, topic.arn);
    }
}

/**
 * Lets a service publish that the topic's policy allows. A topic that was given none has one that allows the services of its
 * own account.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 *
 * @throws AwsError `AccessDeniedException`
 */
export function authorizeDelivery({ principal, sourceArn }: HandoverContext, topic: Topic): void {
    const account = sourceArn.split(":")[4] ?? "";
    const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": account };
    const verdict =
        topic.policy === undefined
            ? account === topic.arn.split(":")[4]
            : evaluatePolicy(topic.policy, "sns:Publish", topic.arn, { service: principal }, context) === "allow";
    if (!verdict) {
        throw denied(`The policy of ${topic.arn} does not allow ${principal} to publish from ${sourceArn}`);
    }
}

function evaluatePolicy(
    policy: string,
    action: string,
    resource: string,
    principal: { service?: string; aws?: string },
    context: Record<string, string>,
): ReturnType<typeof evaluate> {
    return evaluate([parsePolicy(policy, "resource")], { principal, action, resource, context });
}

function denied(message: string): AwsError {
    return new AwsError("AccessDeniedException", message, 403, { queryErrorCode: "AuthorizationError" });
}
