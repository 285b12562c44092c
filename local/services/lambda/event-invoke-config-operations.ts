import type {
    DeleteFunctionEventInvokeConfigRequest,
    GetFunctionEventInvokeConfigRequest,
    ListFunctionEventInvokeConfigsRequest,
    PutFunctionEventInvokeConfigRequest,
    UpdateFunctionEventInvokeConfigRequest,
} from "@aws-sdk/client-lambda";

import { AwsError } from "../../aws-error";
import type { Authorize, Call, Operation } from "../service";
import { arnPattern, checkPattern, checkRange } from "./constraints";
import { sendActions } from "./destination-kinds";
import { latestVersion, qualifiedName } from "./function-arn";
import type { EventInvokeConfig, FunctionDefinition } from "./function-definition";
import type { RegisteredFunction } from "./function-registry";
import type { OperationDeps } from "./operation-deps";

/** The five operations on how asynchronous invocations are treated. */
export function eventInvokeConfigOperations({ registry, authorize }: OperationDeps): Record<string, Operation> {
    const change = async (
        input: PutFunctionEventInvokeConfigRequest,
        call: Call,
        action: string,
        before: (entry: RegisteredFunction) => EventInvokeConfig,
    ) => {
        const { arn, definition } = registry.get(qualifiedName(input));
        call.authorize(action, arn);
        const config = requested(input);
        checkMaySend(authorize, definition, config);
        const changed = await registry.putEventInvokeConfig(definition.functionName, (entry) => ({
            ...before(entry),
            ...config,
        }));
        return shown(changed);
    };
    return {
        async GetFunctionEventInvokeConfig(input: GetFunctionEventInvokeConfigRequest, call) {
            const entry = registry.get(qualifiedName(input));
            call.authorize("lambda:GetFunctionEventInvokeConfig", entry.arn);
            return shown(entry);
        },
        async ListFunctionEventInvokeConfigs({ FunctionName = "" }: ListFunctionEventInvokeConfigsRequest, call) {
            const entry = registry.get(FunctionName);
            call.authorize("lambda:ListFunctionEventInvokeConfigs", entry.arn);
            return { FunctionEventInvokeConfigs: entry.eventInvokeConfig === undefined ? [] : [shown(entry)] };
        },
        PutFunctionEventInvokeConfig: (input: PutFunctionEventInvokeConfigRequest, call) =>
            change(input, call, "lambda:PutFunctionEventInvokeConfig", () => ({})),
        UpdateFunctionEventInvokeConfig: (input: UpdateFunctionEventInvokeConfigRequest, call) =>
            change(input, call, "lambda:UpdateFunctionEventInvokeConfig", existing),
        async DeleteFunctionEventInvokeConfig(input: DeleteFunctionEventInvokeConfigRequest, call) {
            const entry = registry.get(qualifiedName(input));
            call.authorize("lambda:DeleteFunctionEventInvokeConfig", entry.arn);
            await registry.putEventInvokeConfig(entry.definition.functionName, (before) => {
                existing(before);
                return undefined;
            });
            return {};
        },
    };
}

function existing({ arn, eventInvokeConfig }: RegisteredFunction) {
    if (eventInvokeConfig === undefined) {
        throw new AwsError("ResourceNotFoundException", `The function ${arn} doesn't have an EventInvokeConfig`, 404);
    }
    return eventInvokeConfig;
}

function requested(request: PutFunctionEventInvokeConfigRequest): EventInvokeConfig {
    const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age, DestinationConfig: to } = request;
    checkRange("maximumRetryAttempts", attempts, 0, 2);
    checkRange("maximumEventAgeInSeconds", age, 60, 21_600);
    for (const [name, destination] of Object.entries({ onSuccess: to?.OnSuccess, onFailure: to?.OnFailure })) {
        if (destination?.Destination !== undefined) {
            checkPattern(`destinationConfig.${name}.destination`, destination.Destination, arnPattern);
        }
    }
    return {
        ...(attempts === undefined ? {} : { maximumRetryAttempts: attempts }),
        ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
        ...(to?.OnFailure?.Destination === undefined ? {} : { onFailureArn: to.OnFailure.Destination }),
        ...(to?.OnSuccess?.Destination === undefined ? {} : { onSuccessArn: to.OnSuccess.Destination }),
    };
}

/**
 * Checks that the function's role may send to the destinations.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html; the message is as in
 * https://github.com/hashicorp/terraform-provider-aws (internal/service/lambda/function_event_invoke_config.go)
 */
function checkMaySend(
    authorize: Authorize,
    { roleArn }: FunctionDefinition,
    { onSuccessArn, onFailureArn }: EventInvokeConfig,
): void {
    for (const arn of [onSuccessArn, onFailureArn]) {
        const action = sendActions[arn?.split(":")[2] ?? ""];
        if (arn === undefined || action === undefined) {
            continue;
        }
        try {
            authorize({ kind: "role", roleArn }, action, arn);
        } catch (error) {
            if (!(error instanceof AwsError)) {
                throw error;
            }
            const call = action.split(":")[1];
            throw new AwsError(
                "InvalidParameterValueException",
                `The function's execution role does not have permissions to call ${call} on ${arn}`,
            );
        }
    }
}

/** The instant in seconds: Lambda's API gives this one as a number. */
function shown(entry: RegisteredFunction): object {
    const { lastModified, ...config } = existing(entry);
    const destination = (arn: string | undefined) => (arn === undefined ? {} : { Destination: arn });
    return {
        LastModified: Date.parse(lastModified) / 1000,
        FunctionArn: `${entry.arn}:${latestVersion}`,
        MaximumRetryAttempts: config.maximumRetryAttempts,
        MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
        DestinationConfig: {
            OnSuccess: destination(config.onSuccessArn),
            OnFailure: destination(config.onFailureArn),
        },
    };
}
