import type { CloudServices } from "../../../cloud-services";
import { accepted, existingArn, oneOf, refuse, validName, wholeNumber } from "../../../resources/refuse";
import type { Properties, Resource, ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { checkEnvironment } from "../environments/environment-variables";
import type { FunctionSpec } from "../functions/function-definition";

type LoggingConfig = Pick<FunctionSpec, "logFormat" | "applicationLogLevel" | "logGroup">;

/** How the provider says that a function has no concurrency of its own. */
const unreserved = -1;

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const definition: ResourceType = {
    type: "aws:lambda/function:Function",
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
    autoName: { property: "name", maxLength: 64 },
    unique: true,
    check: refuse({
        name: validName(1, 64, /^[a-zA-Z0-9-_]+$/, "letters, digits, hyphens and underscores"),
        role: existingArn,
        timeout: wholeNumber(1, 900),
        memorySize: wholeNumber(128, 10_240),
        description: (text) => (String(text).length > 256 ? "has more than 256 characters" : undefined),
        "environment.variables": accepted((text) => checkEnvironment(JSON.parse(text) as Record<string, string>)),
        deadLetterConfig: () => "the local cloud has FunctionEventInvokeConfig, and its destination on failure",
        "tracingConfig.mode": oneOf("Active", "PassThrough"),
    }),
    outputs: ({ inputs }, { region, accountId }) => {
        const name = inputs.name as string;
        const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
        const logging = inputs.loggingConfig as Properties | undefined;
        return {
            id: name,
            outputs: taggedOutputs(inputs, arn, {
                qualifiedArn: `${arn}:$LATEST`,
                invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
                qualifiedInvokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}:$LATEST/invocations`,
                version: "$LATEST",
                loggingConfig: { logFormat: "Text", logGroup: `/aws/lambda/${name}`, ...logging },
            }),
        };
    },
    /** Nothing but what it reserves is changed outside the program. */
    async read({ id }, cloud) {
        const { definition: live } = cloud.lambda.find(id) ?? {};
        return live && { reservedConcurrentExecutions: live.reservedConcurrency ?? unreserved };
    },
    create: (resource, cloud) => put(resource, cloud, resource.inputs.reservedConcurrentExecutions as number),
    /** As the provider, which sets what it reserves only when that changed: what was set since stays. */
    async update(resource, cloud, old) {
        const declared = resource.inputs.reservedConcurrentExecutions as number;
        const live = await definition.read?.(resource, cloud);
        const isAsBefore = live !== undefined && old.inputs.reservedConcurrentExecutions === declared;
        await put(resource, cloud, isAsBefore ? (live.reservedConcurrentExecutions as number) : declared);
    },
    async delete({ inputs }, cloud) {
        await cloud.lambda.deleteFunction(inputs.name as string);
    },
    // Its code is in a folder of its own.
    isLost: async ({ inputs }, cloud) => !(await cloud.lambda.hasCode(inputs.name as string)),
};

async function put({ name: declaredName, inputs, outputs }: Resource, cloud: CloudServices, reserved: number) {
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
        tracing: (inputs.tracingConfig as Properties | undefined)?.mode === "Active" ? "Active" : "PassThrough",
        tags: inputs.tags as Record<string, string> | undefined,
        code: new Map(Object.entries(files).map(([file, base64]) => [file, Buffer.from(base64, "base64")])),
    });
}
