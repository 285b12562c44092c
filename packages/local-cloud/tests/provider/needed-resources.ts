import { archive, type Named } from "./made-resource";

/** A policy that lets a role do `action`. */
export const identityPolicy = (action: string) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

/** A policy that lets a service assume a role. */
export const trustPolicy = (principal = "lambda.amazonaws.com") =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: principal } }],
    });

/** An API that posts what comes to `path` to the function below. */
export const apiBody = (path: string) =>
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

// What resources need to be there before them.

export const bus: Named = ["bus", "aws:cloudwatch/eventBus:EventBus", () => ({ name: "a-bus" })];
export const rule: Named = [
    "rule",
    "aws:cloudwatch/eventRule:EventRule",
    () => ({ name: "a-rule", eventBusName: "a-bus", eventPattern: '{"source":["a"]}' }),
];
export const queue: Named = ["queue", "aws:sqs/queue:Queue", () => ({ name: "a-queue" })];
export const topic: Named = ["topic", "aws:sns/topic:Topic", () => ({ name: "a-topic" })];
export const role: Named = ["role", "aws:iam/role:Role", () => ({ name: "a-role", assumeRolePolicy: trustPolicy() })];
export const lambda: Named = [
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
export const secret: Named = ["secret", "aws:secretsmanager/secret:Secret", () => ({ name: "a-secret" })];
export const api: Named = ["api", "aws:apigateway/restApi:RestApi", () => ({ name: "an-api", body: apiBody("/a") })];
