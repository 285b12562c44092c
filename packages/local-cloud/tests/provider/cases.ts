import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import {
    DescribeArchiveCommand,
    DescribeEventBusCommand,
    DescribeRuleCommand,
    ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import { GetFunctionCommand, GetFunctionEventInvokeConfigCommand, GetPolicyCommand } from "@aws-sdk/client-lambda";
import { DescribeSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";

import type { Properties } from "../../src/resources/resource-type";
import type { AwsClients } from "./aws-clients";
import { archive, type MadeResource, type Named } from "./made-resource";

/** A resource type's life: what it is made with, changed to and replaced by, and how AWS shows it. */
export interface Case {
    type: string;
    /** What must be there first. */
    needs?: (made: Record<string, MadeResource>) => Named[];
    inputs: (made: Record<string, MadeResource>) => Properties;
    /** Inputs that change in place; none when every change replaces. */
    update?: Properties;
    /** An input that replaces, changed. */
    replace: Properties;
    /** What AWS's API says of it; throws or gives undefined when it is not there. */
    look: (aws: AwsClients, resource: MadeResource) => Promise<unknown>;
    /** Why it is still there once it was deleted. */
    stays?: string;
    /** What `look` gives, by the input's state. */
    shows: { created: object; updated?: object };
}

const policy = (action: string) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
});
const busPolicy = (source: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "one",
                Effect: "Allow",
                Principal: "*",
                Action: "events:PutEvents",
                Resource: "arn:aws:events:us-east-1:000000000000:event-bus/a-bus",
                Condition: { StringEquals: { "events:source": source } },
            },
        ],
    });
const bus: Named = ["bus", "aws:cloudwatch/eventBus:EventBus", () => ({ name: "a-bus" })];
const rule: Named = [
    "rule",
    "aws:cloudwatch/eventRule:EventRule",
    () => ({ name: "a-rule", eventBusName: "a-bus", eventPattern: '{"source":["a"]}' }),
];
const queue: Named = ["queue", "aws:sqs/queue:Queue", () => ({ name: "a-queue" })];
const role: Named = ["role", "aws:iam/role:Role", () => ({ name: "a-role", assumeRolePolicy: trust })];
const lambda: Named = [
    "function",
    "aws:lambda/function:Function",
    (made) => ({
        name: "a-function",
        role: made.role?.outputs.arn,
        runtime: "nodejs24.x",
        handler: "index.handler",
        code: archive("exports.handler = async () => 1"),
    }),
];
const logRole: Named = [
    "logRole",
    "aws:iam/role:Role",
    () => ({ name: "log-role", assumeRolePolicy: trust.replace("lambda", "apigateway") }),
];
const logRolePolicy = { name: "logs", role: "log-role", policy: policy("logs:*") };
const apiPolicy = (cidr: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: "*",
                Action: "execute-api:Invoke",
                Resource: "execute-api:/*",
                Condition: { IpAddress: { "aws:SourceIp": [cidr] } },
            },
        ],
    });
const secret: Named = ["secret", "aws:secretsmanager/secret:Secret", () => ({ name: "a-secret" })];
const body = (path: string) =>
    JSON.stringify({
        swagger: "2.0",
        info: { title: "api", version: "1.0" },
        paths: {
            [path]: {
                post: {
                    "x-amazon-apigateway-integration": {
                        type: "aws_proxy",
                        httpMethod: "POST",
                        uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:a-function/invocations",
                    },
                },
            },
        },
    });
const api: Named = ["api", "aws:apigateway/restApi:RestApi", () => ({ name: "an-api", body: body("/a") })];

export const cases: readonly Case[] = [
    {
        type: "aws:cloudwatch/eventBus:EventBus",
        inputs: () => ({ name: "bus-1" }),
        update: { description: "changed" },
        replace: { name: "bus-2" },
        look: ({ events }, { inputs }) => events.send(new DescribeEventBusCommand({ Name: inputs.name as string })),
        shows: { created: { Name: "bus-1" }, updated: { Description: "changed" } },
    },
    {
        type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
        needs: () => [bus],
        inputs: () => ({ eventBusName: "a-bus", policy: busPolicy("shop") }),
        update: { policy: busPolicy("warehouse") },
        replace: { eventBusName: "default" },
        look: busStatement,
        shows: {
            created: { Condition: { StringEquals: { "events:source": "shop" } } },
            updated: { Condition: { StringEquals: { "events:source": "warehouse" } } },
        },
    },
    {
        type: "aws:cloudwatch/eventPermission:EventPermission",
        needs: () => [bus],
        inputs: () => ({ eventBusName: "a-bus", statementId: "partner", principal: "123456789012" }),
        update: { principal: "*" },
        replace: { statementId: "another" },
        look: busStatement,
        shows: {
            created: { Sid: "partner", Principal: { AWS: "arn:aws:iam::123456789012:root" } },
            updated: { Sid: "partner", Principal: "*" },
        },
    },
    {
        type: "aws:cloudwatch/eventRule:EventRule",
        needs: () => [bus],
        inputs: () => ({ name: "rule-1", eventBusName: "a-bus", eventPattern: '{"source":["a"]}' }),
        update: { eventPattern: '{"source":["b"]}', state: "DISABLED", description: "changed" },
        replace: { eventBusName: "default" },
        look: ({ events }, { inputs }) =>
            events.send(new DescribeRuleCommand({ Name: inputs.name as string, EventBusName: "a-bus" })),
        shows: {
            created: { EventPattern: '{"source":["a"]}', State: "ENABLED" },
            updated: { EventPattern: '{"source":["b"]}', State: "DISABLED", Description: "changed" },
        },
    },
    {
        type: "aws:cloudwatch/eventTarget:EventTarget",
        needs: () => [bus, rule, queue],
        inputs: (made) => ({
            rule: "a-rule",
            eventBusName: "a-bus",
            targetId: "target-1",
            arn: made.queue?.outputs.arn,
            retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 60 },
        }),
        update: { retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 90 } },
        replace: { targetId: "target-2" },
        look: async ({ events }) => {
            const { Targets } = await events.send(
                new ListTargetsByRuleCommand({ Rule: "a-rule", EventBusName: "a-bus" }),
            );
            return Targets?.find(({ Id }) => Id === "target-1");
        },
        shows: {
            created: { RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 } },
            updated: { RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 90 } },
        },
    },
    {
        type: "aws:cloudwatch/eventArchive:EventArchive",
        needs: () => [bus],
        inputs: (made) => ({ name: "archive-1", eventSourceArn: made.bus?.outputs.arn, retentionDays: 7 }),
        update: { retentionDays: 30, description: "longer" },
        replace: { name: "archive-2" },
        look: ({ events }) => events.send(new DescribeArchiveCommand({ ArchiveName: "archive-1" })),
        shows: { created: { RetentionDays: 7 }, updated: { RetentionDays: 30, Description: "longer" } },
    },
    {
        type: "aws:sqs/queue:Queue",
        inputs: () => ({ name: "queue-1", visibilityTimeoutSeconds: 40 }),
        update: { visibilityTimeoutSeconds: 50 },
        replace: { name: "queue-2" },
        look: ({ sqs }, { id }) => queueAttributes(sqs, id),
        shows: { created: { VisibilityTimeout: "40" }, updated: { VisibilityTimeout: "50" } },
    },
    {
        type: "aws:sqs/redrivePolicy:RedrivePolicy",
        needs: () => [queue, ["other", "aws:sqs/queue:Queue", () => ({ name: "other" })]],
        inputs: (made) => ({
            queueUrl: made.queue?.outputs.url,
            redrivePolicy: JSON.stringify({ deadLetterTargetArn: made.other?.outputs.arn, maxReceiveCount: 3 }),
        }),
        replace: { queueUrl: "http://127.0.0.1:1/000000000000/another" },
        look: async ({ sqs }, { inputs }) => {
            const { RedrivePolicy } = (await queueAttributes(sqs, inputs.queueUrl as string)) ?? {};
            return RedrivePolicy === undefined || RedrivePolicy === "" ? undefined : { set: true };
        },
        shows: { created: { set: true } },
    },
    {
        type: "aws:dynamodb/table:Table",
        inputs: () => ({
            name: "table-1",
            hashKey: "id",
            billingMode: "PAY_PER_REQUEST",
            attributes: [{ name: "id", type: "S" }],
        }),
        update: {
            attributes: [
                { name: "id", type: "S" },
                { name: "kind", type: "S" },
            ],
            globalSecondaryIndexes: [
                { name: "byKind", hashKey: "kind", projectionType: "ALL" },
                {
                    name: "byKindAndId",
                    keySchemas: [
                        { attributeName: "kind", keyType: "HASH" },
                        { attributeName: "id", keyType: "RANGE" },
                    ],
                    projectionType: "ALL",
                },
            ],
            ttl: { enabled: true, attributeName: "expiresAt" },
        },
        replace: { hashKey: "other", attributes: [{ name: "other", type: "S" }] },
        look: async ({ tables }) => {
            const { Table } = await tables.send(new DescribeTableCommand({ TableName: "table-1" }));
            return {
                indexes:
                    Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema = [] }) =>
                        [
                            IndexName,
                            ...KeySchema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`),
                        ].join(),
                    ).sort() ?? [],
                name: Table?.TableName,
            };
        },
        shows: {
            created: { indexes: [] },
            updated: { indexes: ["byKind,HASH kind", "byKindAndId,HASH kind,RANGE id"] },
        },
    },
    {
        type: "aws:secretsmanager/secret:Secret",
        inputs: () => ({ name: "secret-1", description: "before" }),
        update: { description: "after" },
        replace: { name: "secret-2" },
        look: ({ secrets }, { id }) => secrets.send(new DescribeSecretCommand({ SecretId: id })),
        shows: { created: { Description: "before" }, updated: { Description: "after" } },
    },
    {
        type: "aws:secretsmanager/secretVersion:SecretVersion",
        needs: () => [secret],
        inputs: (made) => ({ secretId: made.secret?.id, secretString: "first" }),
        replace: { secretString: "second" },
        stays: "AWS takes AWSCURRENT from no version, and a version is there while it has a label",
        look: ({ secrets }, { inputs }) =>
            secrets.send(new GetSecretValueCommand({ SecretId: inputs.secretId as string })),
        shows: { created: { SecretString: "first", VersionStages: ["AWSCURRENT"] } },
    },
    {
        type: "aws:cloudwatch/logGroup:LogGroup",
        inputs: () => ({ name: "logs-1", retentionInDays: 7 }),
        update: { retentionInDays: 30 },
        replace: { name: "logs-2" },
        look: async ({ logs }) => {
            const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "logs-1" }));
            return logGroups?.[0];
        },
        shows: { created: { retentionInDays: 7 }, updated: { retentionInDays: 30 } },
    },
    {
        type: "aws:iam/role:Role",
        inputs: () => ({ name: "role-1", assumeRolePolicy: trust }),
        update: {
            description: "changed",
            permissionsBoundary: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
        },
        replace: { path: "/other/" },
        look: async ({ cloud }) => cloud.iam.getRole("role-1"),
        shows: {
            created: { description: "" },
            updated: {
                description: "changed",
                permissionsBoundary: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
            },
        },
    },
    {
        type: "aws:iam/rolePolicy:RolePolicy",
        needs: () => [role],
        inputs: () => ({ name: "policy-1", role: "a-role", policy: policy("sqs:SendMessage") }),
        update: { policy: policy("sqs:ReceiveMessage") },
        replace: { role: "another" },
        look: async ({ cloud }) => {
            const document = cloud.iam.getRole("a-role").inlinePolicies["policy-1"];
            return document && { document };
        },
        shows: {
            created: { document: policy("sqs:SendMessage") },
            updated: { document: policy("sqs:ReceiveMessage") },
        },
    },
    {
        type: "aws:iam/policy:Policy",
        inputs: () => ({ name: "managed-1", policy: policy("sqs:SendMessage") }),
        update: { policy: policy("sqs:ReceiveMessage") },
        replace: { name: "managed-2" },
        look: async ({ cloud }, { id }) => cloud.iam.getPolicy(id),
        shows: {
            created: { document: policy("sqs:SendMessage") },
            updated: { document: policy("sqs:ReceiveMessage") },
        },
    },
    {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        needs: () => [role],
        inputs: () => ({
            role: "a-role",
            policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        }),
        replace: { role: "another" },
        look: async ({ cloud }) => {
            const [attached] = cloud.iam.getRole("a-role").attachedPolicies;
            return attached && { attached };
        },
        shows: { created: { attached: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" } },
    },
    {
        type: "aws:lambda/function:Function",
        needs: () => [role],
        inputs: (made) => ({
            name: "function-1",
            role: made.role?.outputs.arn,
            runtime: "nodejs24.x",
            handler: "index.handler",
            timeout: 5,
            code: archive("exports.handler = async () => 1"),
            environment: { variables: { A: "1" } },
            tags: { team: "billing" },
        }),
        update: { timeout: 7, code: archive("exports.handler = async () => 2") },
        replace: { name: "function-2" },
        look: async ({ lambda: client }) => {
            const { Configuration, Tags } = await client.send(new GetFunctionCommand({ FunctionName: "function-1" }));
            return { Timeout: Configuration?.Timeout, Environment: Configuration?.Environment, Tags };
        },
        shows: {
            created: { Timeout: 5, Environment: { Variables: { A: "1" } }, Tags: { team: "billing" } },
            updated: { Timeout: 7 },
        },
    },
    {
        type: "aws:lambda/permission:Permission",
        needs: () => [role, lambda],
        inputs: () => ({
            statementId: "permission-1",
            action: "lambda:InvokeFunctionUrl",
            function: "a-function",
            principal: "events.amazonaws.com",
            principalOrgId: "o-0123456789",
            eventSourceToken: "token",
            functionUrlAuthType: "AWS_IAM",
            invokedViaFunctionUrl: true,
        }),
        replace: { principal: "sqs.amazonaws.com" },
        look: async ({ lambda: client }) => {
            const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: "a-function" }));
            return (JSON.parse(Policy ?? "{}") as { Statement: object[] }).Statement[0];
        },
        shows: {
            created: {
                Sid: "permission-1",
                Principal: { Service: "events.amazonaws.com" },
                Condition: {
                    StringEquals: {
                        "aws:PrincipalOrgID": "o-0123456789",
                        "lambda:EventSourceToken": "token",
                        "lambda:FunctionUrlAuthType": "AWS_IAM",
                    },
                    Bool: { "lambda:InvokedViaFunctionUrl": "true" },
                },
            },
        },
    },
    {
        type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        needs: () => [role, lambda],
        inputs: () => ({ functionName: "a-function", maximumRetryAttempts: 2 }),
        update: { maximumRetryAttempts: 1 },
        replace: { functionName: "another" },
        look: ({ lambda: client }) =>
            client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: "a-function" })),
        shows: { created: { MaximumRetryAttempts: 2 }, updated: { MaximumRetryAttempts: 1 } },
    },
    {
        type: "aws:apigateway/stage:Stage",
        needs: () => [role, lambda, api],
        inputs: (made) => ({ restApi: made.api?.id, deployment: "d", stageName: "v1", variables: { a: "1" } }),
        update: { variables: { a: "2" } },
        replace: { stageName: "v2" },
        look: async ({ cloud }, { inputs }) => cloud.gateway.getStage(inputs.restApi as string, "v1"),
        shows: { created: { variables: { a: "1" } }, updated: { variables: { a: "2" } } },
    },
    {
        type: "aws:apigateway/restApi:RestApi",
        needs: () => [role, lambda],
        inputs: () => ({ name: "api-1", body: body("/one") }),
        update: { body: body("/two") },
        // Everything of an API changes in place.
        replace: {},
        look: async ({ cloud }, { id }) => {
            const found = cloud.gateway.getRestApi(id);
            return found && { paths: found.routes.map(({ path }) => path) };
        },
        shows: { created: { paths: ["/one"] }, updated: { paths: ["/two"] } },
    },
    {
        type: "aws:apigateway/restApiPolicy:RestApiPolicy",
        needs: () => [api],
        inputs: (made) => ({ restApiId: made.api?.id, policy: apiPolicy("203.0.113.0/24") }),
        update: { policy: apiPolicy("198.51.100.0/24") },
        replace: { restApiId: "another" },
        look: async ({ cloud }, { inputs }) => {
            const document = cloud.gateway.getRestApi(inputs.restApiId as string)?.policy;
            return document && { document };
        },
        shows: {
            created: { document: apiPolicy("203.0.113.0/24") },
            updated: { document: apiPolicy("198.51.100.0/24") },
        },
    },
    {
        type: "aws:apigateway/account:Account",
        needs: () => [logRole, ["policy", "aws:iam/rolePolicy:RolePolicy", () => ({ ...logRolePolicy })]],
        inputs: (made) => ({ cloudwatchRoleArn: made.logRole?.outputs.arn }),
        replace: {},
        stays: "the account is always there, without a role then",
        look: async ({ cloud }) => ({ role: cloud.gateway.account.cloudwatchRoleArn }),
        shows: { created: { role: "arn:aws:iam::000000000000:role/log-role" } },
    },
];

async function busStatement({ events }: AwsClients) {
    const { Policy } = await events.send(new DescribeEventBusCommand({ Name: "a-bus" }));
    return (JSON.parse(Policy ?? '{"Statement":[]}') as { Statement: object[] }).Statement[0];
}

async function queueAttributes(sqs: AwsClients["sqs"], url: string) {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
    return Attributes;
}
