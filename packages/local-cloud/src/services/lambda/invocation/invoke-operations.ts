import type { InvocationRequest } from "@aws-sdk/client-lambda";

import { AwsError } from "../../../aws-error";
import type { Call, Operation } from "../../service";
import { latestVersion, readQualifiedName } from "../functions/function-arn";
import type { OperationDeps } from "../functions/operation-deps";

/** The payload as text. */
type InvokeInput = Omit<InvocationRequest, "Payload"> & { Payload: string };

/** Invoke, in its three types. */
export function invokeOperations({ lambda }: OperationDeps): Record<string, Operation> {
    return {
        async Invoke(input: InvokeInput, call) {
            const name = readQualifiedName(input);
            const options = {
                caller: call.caller,
                requestId: call.requestId,
                traceHeader: readTraceHeader(call),
                clientContext: readClientContext(input),
            };
            switch (input.InvocationType ?? "RequestResponse") {
                case "RequestResponse": {
                    const result = await lambda.invoke(name, input.Payload, options);
                    return {
                        StatusCode: result.status,
                        FunctionError: result.functionError,
                        LogResult:
                            input.LogType === "Tail" ? Buffer.from(result.logTail).toString("base64") : undefined,
                        Payload: result.payload,
                        ExecutedVersion: result.executedVersion,
                    };
                }
                case "Event":
                    await lambda.invokeAsync(name, input.Payload, options);
                    return { StatusCode: 202 };
                case "DryRun":
                    lambda.mayInvoke(name, call.caller);
                    return { StatusCode: 204, ExecutedVersion: latestVersion };
                default:
                    throw new AwsError(
                        "InvalidParameterValueException",
                        `Value '${input.InvocationType}' at 'invocationType' failed to satisfy constraint: Member must ` +
                            "satisfy enum value set: [Event, RequestResponse, DryRun]",
                    );
            }
        },
    };
}

function readClientContext({ ClientContext: encoded }: InvokeInput): string | undefined {
    if (encoded === undefined) {
        return undefined;
    }
    const text = Buffer.from(encoded, "base64").toString("utf8");
    try {
        JSON.parse(text);
    } catch {
        throw new AwsError(
            "InvalidRequestContentException",
            "Client context must be a valid Base64-encoded JSON object.",
        );
    }
    return text;
}

function readTraceHeader({ headers }: Call): string | undefined {
    const value = headers["x-amzn-trace-id"];
    return Array.isArray(value) ? value[0] : value;
}
