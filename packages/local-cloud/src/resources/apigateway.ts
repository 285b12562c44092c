import { createHash } from "node:crypto";

import { AwsError } from "../aws-error";
import type { Properties, ResourceType } from "./resource-type";
import {
    accountRules,
    deploymentRules,
    methodSettingsRules,
    restApiPolicyRules,
    restApiRules,
    stageRules,
} from "./rules/apigateway";

const restApi: ResourceType = {
    ...restApiRules,
    autoName: { property: "name", maximum: 1024 },
    outputs: ({ urn, inputs }, { region, accountId }) => {
        const id = shortId(urn);
        return {
            id,
            outputs: {
                ...inputs,
                arn: `arn:aws:apigateway:${region}::/restapis/${id}`,
                executionArn: `arn:aws:execute-api:${region}:${accountId}:${id}`,
                rootResourceId: shortId(`${urn}/`),
                apiKeySource: inputs.apiKeySource ?? "HEADER",
                binaryMediaTypes: inputs.binaryMediaTypes ?? [],
                endpointConfiguration: inputs.endpointConfiguration ?? { types: "EDGE" },
                minimumCompressionSize: inputs.minimumCompressionSize ?? "",
                policy: inputs.policy ?? "",
                disableExecuteApiEndpoint: inputs.disableExecuteApiEndpoint ?? false,
                tagsAll: inputs.tags ?? {},
            },
        };
    },
    async create({ name, id, inputs }, cloud) {
        if (typeof inputs.body !== "string") {
            throw new Error(`REST API "${name}" has no OpenAPI body: the local cloud takes routes from the body alone`);
        }
        const { minimumCompressionSize } = inputs;
        await cloud.gateway.putRestApi(id, {
            name: inputs.name as string,
            body: inputs.body,
            policy: inputs.policy ? text(inputs.policy) : undefined,
            binaryMediaTypes: (inputs.binaryMediaTypes ?? []) as string[],
            minimumCompressionSize: minimumCompressionSize ? Number(minimumCompressionSize) : undefined,
        });
    },
    async delete({ id }, cloud) {
        await cloud.gateway.deleteRestApi(id);
    },
};

const restApiPolicy: ResourceType = {
    ...restApiPolicyRules,
    outputs: ({ inputs }) => ({ id: inputs.restApiId as string, outputs: { ...inputs } }),
    async create({ inputs }, cloud) {
        await cloud.gateway.putRestApiPolicy(inputs.restApiId as string, text(inputs.policy));
    },
    async delete({ inputs }, cloud) {
        await cloud.gateway.putRestApiPolicy(inputs.restApiId as string, undefined);
    },
};

/** A snapshot of the API: of its resource policy. What it serves, a stage has as the API is. */
const deployment: ResourceType = {
    ...deploymentRules,
    outputs: ({ urn, inputs }) => ({
        id: shortId(urn + JSON.stringify([inputs.variables ?? {}, inputs.triggers ?? {}])),
        outputs: { ...inputs },
    }),
    async create({ id, inputs }, cloud) {
        await cloud.gateway.putDeployment(inputs.restApi as string, id);
    },
    async delete({ id }, cloud) {
        await cloud.gateway.deleteDeployment(id);
    },
};

const stage: ResourceType = {
    ...stageRules,
    outputs: ({ inputs }, { region, accountId, gatewayUrl }) => ({
        id: `ags-${inputs.restApi}-${inputs.stageName}`,
        outputs: {
            ...inputs,
            arn: `arn:aws:apigateway:${region}::/restapis/${inputs.restApi}/stages/${inputs.stageName}`,
            executionArn: `arn:aws:execute-api:${region}:${accountId}:${inputs.restApi}/${inputs.stageName}`,
            // Without the stage, as under a custom domain with a base path mapping; with it works too.
            invokeUrl: gatewayUrl,
            tagsAll: inputs.tags ?? {},
        },
    }),
    async create({ inputs }, cloud) {
        const accessLog = inputs.accessLogSettings as Properties | undefined;
        await withRemedy(
            cloud.gateway.putStage(inputs.restApi as string, inputs.stageName as string, {
                deploymentId: inputs.deployment as string,
                variables: inputs.variables as Record<string, string> | undefined,
                tracing: inputs.xrayTracingEnabled === true,
                accessLog: accessLog && {
                    format: accessLog.format as string,
                    // arn:aws:logs:region:account:log-group:NAME
                    logGroup: (accessLog.destinationArn as string).split(":")[6] ?? "",
                },
            }),
        );
    },
    async delete({ inputs }, cloud) {
        await cloud.gateway.deleteStage(inputs.restApi as string, inputs.stageName as string);
    },
};

const methodSettings: ResourceType = {
    ...methodSettingsRules,
    outputs: ({ inputs }) => ({
        id: `${inputs.restApi}-${inputs.stageName}-${inputs.methodPath}`,
        outputs: { ...inputs },
    }),
    async create({ inputs }, cloud) {
        const settings = (inputs.settings ?? {}) as Properties;
        const { restApi, stageName, methodPath } = inputs as Record<string, string>;
        await withRemedy(
            cloud.gateway.putMethodSettings(restApi as string, stageName as string, methodPath as string, settings),
        );
    },
    async delete({ inputs }, cloud) {
        await cloud.gateway.putMethodSettings(
            inputs.restApi as string,
            inputs.stageName as string,
            inputs.methodPath as string,
            undefined,
        );
    },
};

/**
 * The account's role for logs. There is one account: a second resource sets the same role, and deleting either takes it
 * away (terraform-provider-aws `internal/service/apigateway/account.go`, since 6.0).
 */
const account: ResourceType = {
    ...accountRules,
    outputs: ({ inputs }) => ({
        id: "api-gateway-account",
        outputs: {
            ...inputs,
            apiKeyVersion: "4",
            features: ["UsagePlans"],
            throttleSettings: [{ burstLimit: 5000, rateLimit: 10_000 }],
        },
    }),
    async create({ inputs }, cloud) {
        await cloud.gateway.account.putCloudwatchRole(inputs.cloudwatchRoleArn as string | undefined);
    },
    async delete(_resource, cloud) {
        await cloud.gateway.account.putCloudwatchRole(undefined);
    },
};

/** Says of a refusal for want of a role for logs how a program gets one. */
async function withRemedy(work: Promise<void>): Promise<void> {
    try {
        await work;
    } catch (error) {
        throw error instanceof AwsError && error.message.startsWith("CloudWatch Logs role ARN must be set")
            ? new AwsError(
                  error.name,
                  `${error.message}: declare an aws.apigateway.Account with a cloudwatchRoleArn, which the stage ` +
                      "depends on, or on AWS set the account's role once by hand",
              )
            : error;
    }
}

/** Policies may be given as text or as an object. */
function text(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

/** Ten characters as API Gateway's ids have, made from `text`. */
function shortId(text: string): string {
    return BigInt(`0x${createHash("sha256").update(text).digest("hex")}`)
        .toString(36)
        .slice(0, 10);
}

export const apiGatewayTypes: Readonly<Record<string, ResourceType>> = {
    "aws:apigateway/restApi:RestApi": restApi,
    "aws:apigateway/restApiPolicy:RestApiPolicy": restApiPolicy,
    "aws:apigateway/deployment:Deployment": deployment,
    "aws:apigateway/stage:Stage": stage,
    "aws:apigateway/methodSettings:MethodSettings": methodSettings,
    "aws:apigateway/account:Account": account,
};
