import type { AddPermissionRequest } from "@aws-sdk/client-lambda";

import { AwsError } from "../../aws-error";
import { arnPattern, checkPattern } from "./constraints";
import type { Permission } from "./function-definition";
import { resourcePolicy, statement } from "./invoke-permission";
import { json, members, noContent, type RestFrontDeps, type Route } from "./route";

/** GetPolicy, AddPermission, RemovePermission. */
export function policyRoutes({ registry }: RestFrontDeps): Route[] {
    return [
        {
            method: "GET",
            path: "/2015-03-31/functions/{FunctionName}/policy",
            async run({ functionName, call }) {
                const entry = registry.get(functionName);
                call.authorize("lambda:GetPolicy", entry.arn);
                if (Object.keys(entry.permissions).length === 0) {
                    throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
                }
                return json(200, {
                    Policy: JSON.stringify(resourcePolicy(entry)),
                    RevisionId: entry.definition.revisionId,
                });
            },
        },
        {
            method: "POST",
            path: "/2015-03-31/functions/{FunctionName}/policy",
            async run({ functionName, body, call }) {
                const { arn, definition } = registry.get(functionName);
                call.authorize("lambda:AddPermission", arn);
                const { id, permission } = requested(body);
                await registry.putPermission(definition.functionName, id, permission, (permissions) => {
                    if (permissions[id] !== undefined) {
                        throw new AwsError(
                            "ResourceConflictException",
                            `The statement id (${id}) provided already exists. Please provide a new statement id, ` +
                                "or remove the existing statement.",
                            409,
                        );
                    }
                });
                return json(201, { Statement: JSON.stringify(statement(arn, id, permission)) });
            },
        },
        {
            method: "DELETE",
            path: "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",
            async run({ functionName, last: id, call }) {
                const { arn, definition } = registry.get(functionName);
                call.authorize("lambda:RemovePermission", arn);
                await registry.putPermission(definition.functionName, id, undefined, (permissions) => {
                    if (permissions[id] === undefined) {
                        const message = `Statement ${id} is not found in resource policy.`;
                        throw new AwsError("ResourceNotFoundException", message, 404);
                    }
                });
                return noContent;
            },
        },
    ];
}

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function requested(body: Buffer): { id: string; permission: Permission } {
    const {
        StatementId: id,
        Action: action,
        Principal: principal,
        SourceArn: sourceArn,
        SourceAccount: sourceAccount,
    } = members<AddPermissionRequest>(body);
    checkPattern("statementId", id, /^[a-zA-Z0-9-_]{1,100}$/);
    checkPattern("action", action, /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/);
    checkPattern("principal", principal, /^[^\s]+$/);
    if (sourceArn !== undefined) {
        checkPattern("sourceArn", sourceArn, arnPattern);
    }
    if (sourceAccount !== undefined) {
        checkPattern("sourceAccount", sourceAccount, /^\d{12}$/);
    }
    if (!isPrincipal(principal)) {
        throw new AwsError(
            "InvalidParameterValueException",
            "The provided principal was invalid. Please check the principal and try again.",
            400,
            { Type: "User" },
        );
    }
    return { id, permission: { action, principal, sourceArn, sourceAccount } };
}

/** Whether it has the form of one: everyone, an account, one in IAM, or a service (`events.amazonaws.com`). */
function isPrincipal(text: string): boolean {
    return /^(\*|\d{12}|arn:aws[\w-]*:(iam|sts)::\d{12}:.+|[\w.-]+\.(amazonaws\.com(\.cn)?|amazon\.com))$/.test(text);
}
