import type { PutFunctionEventInvokeConfigRequest } from "@aws-sdk/client-lambda";

import { AwsError } from "../../aws-error";
import type { Authorize } from "../service";
import { arnPattern, checkPattern, checkRange } from "./constraints";
import { latestVersion } from "./function-arn";
import { sendActions } from "./destination-kinds";
import type { EventInvokeConfig, FunctionDefinition } from "./function-definition";
import type { RegisteredFunction } from "./function-registry";
import { json, members, noContent, type RestFrontDeps, type Route, type RouteInput } from "./route";

const path = "/2019-09-25/functions/{FunctionName}/event-invoke-config";

/** The five operations on how asynchronous invocations are treated. */
export function eventInvokeConfigRoutes({ registry, authorize }: RestFrontDeps): Route[] {
    const change = async (
        input: RouteInput,
        action: string,
        before: (entry: RegisteredFunction) => EventInvokeConfig,
    ) => {
        const { arn, definition } = registry.get(input.functionName);
        input.call.authorize(action, arn);
        const config = requested(input.body);
        checkMaySend(authorize, definition, config);
        const changed = await registry.putEventInvokeConfig(definition.functionName, (entry) => ({
            ...before(entry),
            ...config,
        }));
        return json(200, shown(changed));
    };
    return [
        {
            method: "GET",
            path,
            async run({ functionName, call }) {
                const entry = registry.get(functionName);
                call.authorize("lambda:GetFunctionEventInvokeConfig", entry.arn);
                return json(200, shown(entry));
            },
        },
        {
            method: "GET",
            path: `${path}/list`,
            async run({ functionName, call }) {
                const entry = registry.get(functionName);
                call.authorize("lambda:ListFunctionEventInvokeConfigs", entry.arn);
                const all = entry.eventInvokeConfig === undefined ? [] : [shown(entry)];
                return json(200, { FunctionEventInvokeConfigs: all });
            },
        },
        {
            method: "PUT",
            path,
            run: (input) => change(input, "lambda:PutFunctionEventInvokeConfig", () => ({})),
        },
        {
            method: "POST",
            path,
            run: (input) => change(input, "lambda:UpdateFunctionEventInvokeConfig", existing),
        },
        {
            method: "DELETE",
            path,
            async run({ functionName, call }) {
                const entry = registry.get(functionName);
                call.authorize("lambda:DeleteFunctionEventInvokeConfig", entry.arn);
                await registry.putEventInvokeConfig(entry.definition.functionName, (before) => {
                    existing(before);
                    return undefined;
                });
                return noContent;
            },
        },
    ];
}

function existing({ arn, eventInvokeConfig }: RegisteredFunction) {
    if (eventInvokeConfig === undefined) {
        throw new AwsError("ResourceNotFoundException", `The function ${arn} doesn't have an EventInvokeConfig`, 404);
    }
    return eventInvokeConfig;
}

function requested(body: Buffer): EventInvokeConfig {
    const request = members<PutFunctionEventInvokeConfigRequest>(body);
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
