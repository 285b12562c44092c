import { AwsError } from "../../../aws-error";
import { evaluate, type PolicyDocument, type PolicyPrincipal, type PolicyStatement } from "../../iam/policy";
import type { Account, Authorize, Caller } from "../../service";
import type { Permission } from "../functions/function-definition";
import type { RegisteredFunction } from "../functions/function-registry";

/** By functions as they are registered: one that changes is another. */
const resourcePolicies = new WeakMap<RegisteredFunction, PolicyDocument & { Id: string }>();

/** The resource policy of a function, as GetPolicy shows it. */
export function buildResourcePolicy(target: RegisteredFunction): PolicyDocument & { Id: string } {
    let policy = resourcePolicies.get(target);
    if (policy === undefined) {
        const { arn, permissions } = target;
        const statements = Object.entries(permissions).map(([id, permission]) => buildStatement(arn, id, permission));
        policy = { Version: "2012-10-17", Id: "default", Statement: statements };
        resourcePolicies.set(target, policy);
    }
    return policy;
}

/** One permission. */
function buildStatement(arn: string, id: string, permission: Permission): PolicyStatement {
    const { action, principal, sourceArn, sourceAccount } = permission;
    const condition = {
        ...(sourceAccount === undefined ? {} : { StringEquals: { "AWS:SourceAccount": sourceAccount } }),
        ...(sourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": sourceArn } }),
    };
    return {
        Sid: id,
        Effect: "Allow",
        Principal: toPolicyPrincipal(principal),
        Action: action,
        Resource: arn,
        ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
    };
}

function toPolicyPrincipal(principal: string): PolicyPrincipal {
    if (principal === "*") {
        return "*";
    }
    if (/^\d{12}$/.test(principal)) {
        return { AWS: `arn:aws:iam::${principal}:root` };
    }
    return principal.startsWith("arn:") ? { AWS: principal } : { Service: principal };
}

/**
 * Whether `caller` may invoke a function: a service by the function's resource policy, a role by either that or its
 * own policies.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 *
 * @param authorize throws when a role's own policies do not allow it
 * @throws AwsError `AccessDeniedException`, status 403
 */
export function checkMayInvoke(
    account: Account,
    target: RegisteredFunction,
    caller: Caller,
    authorize: Authorize,
): void {
    const action = "lambda:InvokeFunction";
    if (caller.kind === "admin") {
        return;
    }
    if (caller.kind === "role") {
        // The account itself as principal stands for what its own policies say, which is asked for below.
        const named = Object.values(target.permissions).some(({ principal }) =>
            [caller.roleArn, "*"].includes(principal),
        );
        if (!named || evaluatePolicy(target, action, { aws: caller.roleArn }, {}) !== "allow") {
            authorize(caller, action, target.arn);
        }
        return;
    }
    const { principal, sourceArn } = caller;
    const context = {
        ...(sourceArn === undefined ? {} : { "aws:SourceArn": sourceArn }),
        "aws:SourceAccount": sourceArn?.split(":")[4] || account.accountId,
    };
    if (evaluatePolicy(target, action, { service: principal }, context) !== "allow") {
        throw new AwsError(
            "AccessDeniedException",
            `User: ${principal} is not authorized to perform: ${action} on resource: ${target.arn} because no ` +
                `resource-based policy allows the ${action} action` +
                (sourceArn === undefined ? "" : ` for source ${sourceArn}`),
            403,
        );
    }
}

function evaluatePolicy(
    target: RegisteredFunction,
    action: string,
    principal: { service?: string; aws?: string },
    context: Record<string, string>,
) {
    return evaluate([buildResourcePolicy(target)], { principal, action, resource: target.arn, context });
}
