import type { GetPolicyRequest } from "@aws-sdk/client-lambda";

import { AwsError } from "../../../aws-error";
import type { Operation } from "../../service";
import { readQualifiedName } from "../functions/function-arn";
import { buildResourcePolicy } from "./invoke-permission";
import type { OperationDeps } from "../functions/operation-deps";

/** GetPolicy. What a program declares sets it. */
export function policyOperations({ registry }: OperationDeps): Record<string, Operation> {
    return {
        async GetPolicy(input: GetPolicyRequest, call) {
            const entry = registry.get(readQualifiedName(input));
            call.authorize("lambda:GetPolicy", entry.arn);
            if (Object.keys(entry.permissions).length === 0) {
                throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
            }
            return { Policy: JSON.stringify(buildResourcePolicy(entry)), RevisionId: entry.definition.revisionId };
        },
    };
}
