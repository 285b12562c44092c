import type { RestResponse } from "../service";
import { latestVersion } from "./function-arn";
import { AwsError } from "../../aws-error";
import type { RestFrontDeps, Route, RouteInput } from "./route";

/** Invoke, in its three types. */
export function invokeRoutes({ lambda }: RestFrontDeps): Route[] {
    return [
        {
            method: "POST",
            path: "/2015-03-31/functions/{FunctionName}/invocations",
            async run(input) {
                const { functionName: name, call, body } = input;
                const options = {
                    caller: call.caller,
                    requestId: call.requestId,
                    traceHeader: header(input, "x-amzn-trace-id"),
                    clientContext: clientContext(input),
                };
                const payload = body.toString("utf8");
                const type = header(input, "x-amz-invocation-type") ?? "RequestResponse";
                switch (type) {
                    case "RequestResponse": {
                        const result = await lambda.invoke(name, payload, options);
                        return answer(result, header(input, "x-amz-log-type") === "Tail");
                    }
                    case "Event":
                        await lambda.invokeAsync(name, payload, options);
                        return { status: 202, headers: {}, body: "" };
                    case "DryRun":
                        lambda.mayInvoke(name, call.caller);
                        return { status: 204, headers: { "X-Amz-Executed-Version": latestVersion }, body: "" };
                    default:
                        throw new AwsError(
                            "InvalidParameterValueException",
                            `Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy ` +
                                "enum value set: [Event, RequestResponse, DryRun]",
                        );
                }
            },
        },
    ];
}

function answer(
    result: { status: number; functionError?: string; payload: string; logTail: string; executedVersion: string },
    withLog: boolean,
): RestResponse {
    return {
        status: result.status,
        headers: {
            "content-type": "application/json",
            "X-Amz-Executed-Version": result.executedVersion,
            ...(result.functionError === undefined ? {} : { "X-Amz-Function-Error": result.functionError }),
            ...(withLog ? { "X-Amz-Log-Result": Buffer.from(result.logTail).toString("base64") } : {}),
        },
        body: result.payload,
    };
}

function clientContext(input: RouteInput): string | undefined {
    const encoded = header(input, "x-amz-client-context");
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

function header({ call }: RouteInput, name: string): string | undefined {
    const value = call.headers[name];
    return Array.isArray(value) ? value[0] : value;
}
