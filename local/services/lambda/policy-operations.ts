import type { AddPermissionRequest, GetPolicyRequest, RemovePermissionRequest } from "@aws-sdk/client-lambda";

import { AwsError } from "../../aws-error";
import { refuseMembers } from "../absent-members";
import type { Operation } from "../service";
import { arnPattern, checkPattern } from "./constraints";
import { qualifiedName } from "./function-arn";
import type { Permission } from "./function-definition";
import { resourcePolicy, statement } from "./invoke-permission";
import type { OperationDeps } from "./operation-deps";

/** GetPolicy, AddPermission, RemovePermission. */
export function policyOperations({ registry }: OperationDeps): Record<string, Operation> {
    return {
        async GetPolicy(input: GetPolicyRequest, call) {
            const entry = registry.get(qualifiedName(input));
            call.authorize("lambda:GetPolicy", entry.arn);
            if (Object.keys(entry.permissions).length === 0) {
                throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
            }
            return { Policy: JSON.stringify(resourcePolicy(entry)), RevisionId: entry.definition.revisionId };
        },
        async AddPermission(input: AddPermissionRequest, call) {
            const { arn, definition } = registry.get(qualifiedName(input));
            call.authorize("lambda:AddPermission", arn);
            const { id, permission } = requested(input);
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
            return { Statement: JSON.stringify(statement(arn, id, permission)) };
        },
        async RemovePermission(input: RemovePermissionRequest, call) {
            const { arn, definition } = registry.get(qualifiedName(input));
            call.authorize("lambda:RemovePermission", arn);
            refuseMembers(input, ["RevisionId"], invalid);
            const { StatementId: id = "" } = input;
            await registry.putPermission(definition.functionName, id, undefined, (permissions) => {
                if (permissions[id] === undefined) {
                    const message = `Statement ${id} is not found in resource policy.`;
                    throw new AwsError("ResourceNotFoundException", message, 404);
                }
            });
            return {};
        },
    };
}

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function requested(request: AddPermissionRequest): { id: string; permission: Permission } {
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
