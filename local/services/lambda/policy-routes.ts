import type { AddPermissionRequest } from "@aws-sdk/client-lambda";

import { AwsError } from "../../aws-error";
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
                const request = members<AddPermissionRequest>(body);
                const { StatementId: id, Action: action, Principal: principal } = request;
                if (id === undefined || action === undefined || principal === undefined) {
                    throw new AwsError("ValidationException", "StatementId, Action and Principal must not be null");
                }
                const { SourceArn: sourceArn, SourceAccount: sourceAccount } = request;
                const permission = { action, principal, sourceArn, sourceAccount };
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
