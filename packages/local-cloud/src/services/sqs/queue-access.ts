import { AwsError } from "../../aws-error";
import { evaluate, parsePolicy } from "../iam/policy";
import type { Call, HandoverContext } from "../service";
import type { Queue } from "./queue";
import type { Queues } from "./queues";

/**
 * Lets a call through that the queue's policy or the caller's own policies allow, and neither denies.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 *
 * @param action such as `sqs:SendMessage`
 * @throws AwsError `AccessDeniedException`
 */
function authorizeCall(call: Call, action: string, queue: Queue): void {
    const { caller } = call;
    if (caller.kind !== "role" || !queue.record.attributes.Policy) {
        authorizeByIdentity(call, action, queue.arn);
        return;
    }
    const verdict = evaluatePolicy(queue, action, { aws: caller.roleArn }, {});
    if (verdict === "deny") {
        throw denied(`${caller.roleArn} is not authorized to perform: ${action} on resource: ${queue.arn}`);
    }
    if (verdict === "implicitDeny") {
        authorizeByIdentity(call, action, queue.arn);
    }
}

/** The queue of a request whose caller may do `action` (`SendMessage`) with it. Throws `AwsError`. */
export function findQueue(queues: Queues, { QueueUrl }: { QueueUrl?: string }, call: Call, action: string): Queue {
    const queue = queues.at(QueueUrl);
    authorizeCall(call, `sqs:${action}`, queue);
    return queue;
}

/**
 * Lets a call through that the caller's own policies allow.
 *
 * @throws AwsError `AccessDeniedException`, which clients of SQS know as `AccessDenied`
 */
export function authorizeByIdentity(call: Call, action: string, resource: string): void {
    try {
        call.authorize(action, resource);
    } catch (error) {
        throw error instanceof AwsError && error.code === "AccessDeniedException" ? denied(error.message) : error;
    }
}

/**
 * Lets a delivery by a service through that the queue's policy allows. Lambda delivers as the function's role, which
 * it answers for itself; the queue's policy can only deny it.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 *
 * @throws AwsError `AccessDeniedException`
 */
export function authorizeDelivery(context: HandoverContext, queue: Queue): void {
    const { principal, sourceArn } = context;
    const verdict = evaluatePolicy(
        queue,
        "sqs:SendMessage",
        { service: principal },
        { "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceArn.split(":")[4] ?? "" },
    );
    const asRole = principal === "lambda.amazonaws.com" && verdict === "implicitDeny";
    if (verdict !== "allow" && !asRole) {
        throw denied(`The policy of ${queue.arn} does not allow ${principal} to send messages from ${sourceArn}`);
    }
}

function evaluatePolicy(
    queue: Queue,
    action: string,
    principal: { service?: string; aws?: string },
    context: Record<string, string>,
): ReturnType<typeof evaluate> {
    const { Policy: policy } = queue.record.attributes;
    const policies = policy ? [parsePolicy(policy, "resource")] : [];
    return evaluate(policies, { principal, action, resource: queue.arn, context });
}

function denied(message: string): AwsError {
    return new AwsError("AccessDeniedException", message, 403, { queryErrorCode: "AccessDenied" });
}
