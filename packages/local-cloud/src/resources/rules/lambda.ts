import type { FunctionEventInvokeConfig, GetFunctionResponse, GetPolicyResponse } from "@aws-sdk/client-lambda";

import type { Properties, ResourceRules } from "../resource-type";
import { found } from "./found";
import { existing, existingArn, nameOf, oneOf, refuse, type Rule, wholeNumber } from "./refuse";

// What replaces a resource, and defaults: `ForceNew` and `Default` in the schemas of the provider, terraform-provider-aws
// `internal/service/lambda`.

const existingFunction = existing(
    "function",
    (name, { region, accountId }) => `arn:aws:lambda:${region}:${accountId}:function:${name.split(":")[0]}`,
);

/** How the provider says that a function has no concurrency of its own. */
export const unreserved = -1;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 4 KB of variables in all. */
const variables: Rule = (value) => {
    const bytes = Buffer.byteLength(JSON.stringify(value));
    return bytes > 4096 ? `the environment takes ${bytes} bytes: it must not take more than 4096` : undefined;
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const functionRules: ResourceRules = {
    required: ["role"],
    replaces: ["name", "packageType"],
    defaults: {
        "durableConfig.retentionPeriod": 14,
        memorySize: 128,
        packageType: "Zip",
        publish: false,
        reservedConcurrentExecutions: unreserved,
        skipDestroy: false,
        timeout: 3,
        "vpcConfig.ipv6AllowedForDualStack": false,
    },
    unique: true,
    check: refuse({
        name: nameOf(1, 64, /^[a-zA-Z0-9-_]+$/, "letters, digits, hyphens and underscores"),
        role: existingArn,
        timeout: wholeNumber(1, 900),
        memorySize: wholeNumber(128, 10_240),
        description: (text) => (String(text).length > 256 ? "has more than 256 characters" : undefined),
        "environment.variables": variables,
        "deadLetterConfig.targetArn": existingArn,
        "tracingConfig.mode": oneOf("Active", "PassThrough"),
    }),
    async read({ id, inputs, outputs }, cloud) {
        const input = { FunctionName: id };
        const answer = await found(() => cloud.call<GetFunctionResponse>(cloud.lambda, "GetFunction", input));
        if (answer === undefined) {
            return undefined;
        }
        const { Configuration: live = {}, Concurrency } = answer;
        const { LogFormat, LogGroup } = live.LoggingConfig ?? {};
        const logging = outputs.loggingConfig as Properties;
        return {
            description: live.Description === "" ? undefined : live.Description,
            runtime: live.Runtime,
            role: live.Role,
            handler: live.Handler,
            timeout: live.Timeout,
            memorySize: live.MemorySize,
            environment: sameOr(inputs.environment, { variables: live.Environment?.Variables }, { variables: {} }),
            ...(logging.logFormat === LogFormat && logging.logGroup === LogGroup
                ? {}
                : { loggingConfig: { logFormat: LogFormat, logGroup: LogGroup } }),
            reservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions ?? unreserved,
        };
    },
};

/** What is live, or, when nothing was said and nothing is there, nothing. */
function sameOr(said: unknown, live: unknown, nothing: unknown): unknown {
    return said === undefined && JSON.stringify(live) === JSON.stringify(nothing) ? undefined : live;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html. A statement cannot be changed, only replaced. */
export const permissionRules: ResourceRules = {
    required: ["action", "function", "principal"],
    replaces: [
        "action",
        "eventSourceToken",
        "function",
        "functionUrlAuthType",
        "invokedViaFunctionUrl",
        "principal",
        "principalOrgId",
        "qualifier",
        "sourceAccount",
        "sourceArn",
        "statementId",
        "statementIdPrefix",
    ],
    unique: true,
    check: refuse({
        statementId: nameOf(1, 100, /^[a-zA-Z0-9-_]+$/, "letters, digits, hyphens and underscores"),
        action: (action) =>
            /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/.test(String(action))
                ? undefined
                : `"${String(action)}" is no action of Lambda's`,
        function: existingFunction,
        sourceArn: (arn) => (/^arn:/.test(String(arn)) ? undefined : `"${String(arn)}" is not an ARN`),
    }),
    async read({ inputs }, cloud) {
        const input = { FunctionName: inputs.function };
        const answer = await found(() => cloud.call<GetPolicyResponse>(cloud.lambda, "GetPolicy", input));
        const { Statement: statements = [] } = JSON.parse(answer?.Policy ?? "{}") as {
            Statement?: Properties[];
        };
        return statements.some(({ Sid }) => Sid === inputs.statementId) ? {} : undefined;
    },
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export const eventInvokeConfigRules: ResourceRules = {
    required: ["functionName"],
    replaces: ["functionName", "qualifier"],
    defaults: { maximumRetryAttempts: 2 },
    check: refuse({
        functionName: existingFunction,
        maximumRetryAttempts: wholeNumber(0, 2),
        maximumEventAgeInSeconds: wholeNumber(60, 21_600),
        "destinationConfig.onFailure.destination": existingArn,
        "destinationConfig.onSuccess.destination": existingArn,
    }),
    async read({ inputs }, cloud) {
        const input = { FunctionName: inputs.functionName };
        const live = await found(() =>
            cloud.call<FunctionEventInvokeConfig>(cloud.lambda, "GetFunctionEventInvokeConfig", input),
        );
        return (
            live && {
                ...(inputs.maximumRetryAttempts === undefined
                    ? {}
                    : { maximumRetryAttempts: live.MaximumRetryAttempts }),
                ...(inputs.maximumEventAgeInSeconds === undefined
                    ? {}
                    : { maximumEventAgeInSeconds: live.MaximumEventAgeInSeconds }),
            }
        );
    },
};
