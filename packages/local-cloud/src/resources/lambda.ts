import type { FunctionSpec } from "../services/lambda/function-definition";
import type { Properties, ResourceType } from "./resource-type";
import { eventInvokeConfigRules, functionRules, permissionRules, unreserved } from "./rules/lambda";

type LoggingConfig = Pick<FunctionSpec, "logFormat" | "applicationLogLevel" | "logGroup">;

const lambdaFunction: ResourceType = {
    ...functionRules,
    autoName: { property: "name", maximum: 64 },
    outputs: ({ inputs }, { region, accountId }) => {
        const name = inputs.name as string;
        const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
        const logging = inputs.loggingConfig as Properties | undefined;
        return {
            id: name,
            outputs: {
                ...inputs,
                arn,
                qualifiedArn: `${arn}:$LATEST`,
                invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
                qualifiedInvokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}:$LATEST/invocations`,
                version: "$LATEST",
                loggingConfig: { logFormat: "Text", logGroup: `/aws/lambda/${name}`, ...logging },
                tagsAll: inputs.tags ?? {},
            },
        };
    },
    async create({ name: declaredName, inputs, outputs }, cloud) {
        const { files } = (inputs.code ?? {}) as { files?: Record<string, string> };
        if (files === undefined) {
            throw new Error(
                `function "${declaredName}" has no code archive: the local cloud runs functions from "code", not from S3 or images`,
            );
        }
        if (!cloud.iam.mayAssume(inputs.role as string, "lambda.amazonaws.com")) {
            throw new Error(
                `the role ${inputs.role} of function "${declaredName}" cannot be assumed by Lambda: there is no such role, ` +
                    `or its assumeRolePolicy does not let lambda.amazonaws.com in`,
            );
        }
        const reserved = inputs.reservedConcurrentExecutions as number;
        const { logFormat, logGroup, applicationLogLevel } = outputs.loggingConfig as LoggingConfig;
        await cloud.lambda.putFunction({
            functionName: inputs.name as string,
            description: inputs.description as string | undefined,
            runtime: inputs.runtime as string,
            architectures: (inputs.architectures as string[] | undefined) ?? ["x86_64"],
            handler: inputs.handler as string,
            timeoutSeconds: inputs.timeout as number,
            memoryMegabytes: inputs.memorySize as number,
            environment: ((inputs.environment as Properties | undefined)?.variables ?? {}) as Record<string, string>,
            roleArn: inputs.role as string,
            logGroup,
            logFormat,
            applicationLogLevel,
            reservedConcurrency: reserved === unreserved ? undefined : reserved,
            deadLetterArn: (inputs.deadLetterConfig as Properties | undefined)?.targetArn as string | undefined,
            tracing: (inputs.tracingConfig as Properties | undefined)?.mode === "Active" ? "Active" : "PassThrough",
            tags: inputs.tags as Record<string, string> | undefined,
            code: new Map(Object.entries(files).map(([file, base64]) => [file, Buffer.from(base64, "base64")])),
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.lambda.deleteFunction(inputs.name as string);
    },
    // Its code is in a folder of its own.
    isLost: async ({ inputs }, cloud) => !(await cloud.lambda.hasCode(inputs.name as string)),
};

const permission: ResourceType = {
    ...permissionRules,
    autoName: { property: "statementId", maximum: 100 },
    within: (inputs) => functionName(inputs.function as string),
    outputs: ({ inputs }) => ({ id: inputs.statementId as string, outputs: { ...inputs } }),
    async create({ inputs }, cloud) {
        await cloud.lambda.addPermission(functionName(inputs.function as string), inputs.statementId as string, {
            action: inputs.action as string,
            principal: inputs.principal as string,
            sourceArn: inputs.sourceArn as string | undefined,
            sourceAccount: inputs.sourceAccount as string | undefined,
            principalOrgId: inputs.principalOrgId as string | undefined,
            eventSourceToken: inputs.eventSourceToken as string | undefined,
            functionUrlAuthType: inputs.functionUrlAuthType as string | undefined,
            invokedViaFunctionUrl: inputs.invokedViaFunctionUrl as boolean | undefined,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.lambda.removePermission(functionName(inputs.function as string), inputs.statementId as string);
    },
};

const eventInvokeConfig: ResourceType = {
    ...eventInvokeConfigRules,
    outputs: ({ inputs }) => ({ id: inputs.functionName as string, outputs: { ...inputs } }),
    async create({ inputs }, cloud) {
        const destinations = inputs.destinationConfig as Record<string, Properties | undefined> | undefined;
        await cloud.lambda.putEventInvokeConfig(functionName(inputs.functionName as string), {
            maximumRetryAttempts: inputs.maximumRetryAttempts as number | undefined,
            maximumEventAgeSeconds: inputs.maximumEventAgeInSeconds as number | undefined,
            onFailureArn: destinations?.onFailure?.destination as string | undefined,
            onSuccessArn: destinations?.onSuccess?.destination as string | undefined,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.lambda.deleteEventInvokeConfig(functionName(inputs.functionName as string));
    },
};

/** Programs give a function by name or by ARN. */
function functionName(nameOrArn: string): string {
    return nameOrArn.startsWith("arn:") ? (nameOrArn.split(":")[6] ?? nameOrArn) : nameOrArn;
}

export const lambdaTypes: Readonly<Record<string, ResourceType>> = {
    "aws:lambda/function:Function": lambdaFunction,
    "aws:lambda/permission:Permission": permission,
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": eventInvokeConfig,
};
