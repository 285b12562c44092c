import type { GetFunctionEventInvokeConfigRequest } from "@aws-sdk/client-lambda";

import { AwsError } from "../../../aws-error";
import type { Operation } from "../../service";
import { latestVersion, readQualifiedName } from "../functions/function-arn";
import type { RegisteredFunction } from "../functions/function-registry";
import type { OperationDeps } from "../functions/operation-deps";

/** GetFunctionEventInvokeConfig. What a program declares sets it. */
export function eventInvokeConfigOperations({ registry }: OperationDeps): Record<string, Operation> {
    return {
        async GetFunctionEventInvokeConfig(input: GetFunctionEventInvokeConfigRequest, call) {
            const entry = registry.get(readQualifiedName(input));
            call.authorize("lambda:GetFunctionEventInvokeConfig", entry.arn);
            return formatConfig(entry);
        },
    };
}

/** The instant in seconds: Lambda's API gives this one as a number. Throws `AwsError` when there is none. */
function formatConfig({ arn, eventInvokeConfig: config }: RegisteredFunction): object {
    if (config === undefined) {
        throw new AwsError("ResourceNotFoundException", `The function ${arn} doesn't have an EventInvokeConfig`, 404);
    }
    return {
        LastModified: Date.parse(config.lastModified) / 1000,
        FunctionArn: `${arn}:${latestVersion}`,
        MaximumRetryAttempts: config.maximumRetryAttempts,
        MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
        DestinationConfig: {
            OnSuccess: {},
            OnFailure: config.onFailureArn === undefined ? {} : { Destination: config.onFailureArn },
        },
    };
}
