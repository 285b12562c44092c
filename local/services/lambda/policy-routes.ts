import type { AddPermissionRequest } from "@aws-sdk/client-lambda";

import { AwsError } from "../../aws-error";
import { refuseMembers } from "../absent-members";
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
            async run({ functionName, last: id, query, call }) {
                const { arn, definition } = registry.get(functionName);
                call.authorize("lambda:RemovePermission", arn);
                refuseMembers({ RevisionId: query.get("RevisionId") }, ["RevisionId"], invalid);
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
    const request = members<AddPermissionRequest>(body);
    refuseMembers(request, ["RevisionId"], invalid);
    const {
        StatementId: id,
        Action: action,
        Principal: principal,
        SourceArn: sourceArn,
        SourceAccount: sourceAccount,
        PrincipalOrgID: principalOrgId,
        EventSourceToken: eventSourceToken,
        FunctionUrlAuthType: functionUrlAuthType,
        InvokedViaFunctionUrl: invokedViaFunctionUrl,
    } = request;
    checkPattern("statementId", id, /^[a-zA-Z0-9-_]{1,100}$/);
    checkPattern("action", action, /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/);
    checkPattern("principal", principal, /^[^\s]+$/);
    const optional: [name: string, value: unknown, pattern: RegExp][] = [
        ["sourceArn", sourceArn, arnPattern],
        ["sourceAccount", sourceAccount, /^\d{12}$/],
        ["principalOrgID", principalOrgId, /^o-[a-z0-9]{10,32}$/],
        ["eventSourceToken", eventSourceToken, /^[a-zA-Z0-9._-]{1,256}$/],
        ["functionUrlAuthType", functionUrlAuthType, /^(NONE|AWS_IAM)$/],
    ];
    for (const [name, value, pattern] of optional.filter(([, given]) => given !== undefined)) {
        checkPattern(name, value, pattern);
    }
    if (!isPrincipal(principal)) {
        throw invalid("The provided principal was invalid. Please check the principal and try again.");
    }
    if (functionUrlAuthType !== undefined && action !== "lambda:InvokeFunctionUrl") {
        throw invalid("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");
    }
    const source = { sourceArn, sourceAccount, principalOrgId, eventSourceToken };
    return { id, permission: { action, principal, ...source, functionUrlAuthType, invokedViaFunctionUrl } };
}

function invalid(message: string): AwsError {
    return new AwsError("InvalidParameterValueException", message, 400, { Type: "User" });
}

/** Whether it has the form of one: everyone, an account, one in IAM, or a service (`events.amazonaws.com`). */
function isPrincipal(text: string): boolean {
    return /^(\*|\d{12}|arn:aws[\w-]*:(iam|sts)::\d{12}:.+|[\w.-]+\.(amazonaws\.com(\.cn)?|amazon\.com))$/.test(text);
}
