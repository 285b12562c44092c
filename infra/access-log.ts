import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { metricNamespace } from "./stack-name";

/** One line of JSON a request. No body, no signature. */
const format = JSON.stringify({
    requestId: "$context.requestId",
    requestTime: "$context.requestTime",
    sourceIp: "$context.identity.sourceIp",
    httpMethod: "$context.httpMethod",
    path: "$context.path",
    status: "$context.status",
    responseLength: "$context.responseLength",
    responseLatency: "$context.responseLatency",
    integrationError: "$context.integrationErrorMessage",
    traceId: "$context.xrayTraceId",
});

/**
 * A stage's `accessLogSettings`, for a log line of each request in `logGroup`. API Gateway refuses a stage that has them
 * ("CloudWatch Logs role ARN must be set in account settings to enable logging") until account and region have a role for
 * its logs.
 *
 * @param manageApiGatewayLogs whether to set that role
 */
export function accessLog(
    name: string,
    logGroup: aws.cloudwatch.LogGroup,
    { manageApiGatewayLogs, parent }: { manageApiGatewayLogs: boolean; parent: pulumi.Resource },
): { destinationArn: pulumi.Input<string>; format: string } {
    if (!manageApiGatewayLogs) {
        return { destinationArn: logGroup.arn, format };
    }
    // All APIs of the region write their logs by it, and it cannot be given back what it was: `destroy` leaves it.
    const account = createAccount(name, { parent, retainOnDelete: true });
    // Not before the account has its role, hence the detour over the account's id.
    return { destinationArn: pulumi.all([logGroup.arn, account.id]).apply(([arn]) => arn), format };
}

/** A metric that is made from log lines; it has no dimensions. */
export interface LogMetric {
    namespace: string;
    name: string;
}

/**
 * Counts the requests that API Gateway answered 429: it has no metric for them, and leaves them out of the log only when
 * there are very many (https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-monitor.html).
 */
export function countThrottled(name: string, logGroup: aws.cloudwatch.LogGroup, parent: pulumi.Resource): LogMetric {
    const metric = { namespace: metricNamespace(), name: "RequestsThrottled" };
    new aws.cloudwatch.LogMetricFilter(
        `${name}-throttled`,
        {
            logGroupName: logGroup.name,
            pattern: '{ $.status = "429" }',
            metricTransformation: { ...metric, value: "1", unit: "Count" },
        },
        { parent },
    );
    return metric;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html#set-up-access-logging-permissions */
function createAccount(name: string, opts: pulumi.ComponentResourceOptions): aws.apigateway.Account {
    const role = new aws.iam.Role(
        `${name}-api-gateway-logs`,
        {
            description: "Lets API Gateway write logs in this region",
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "apigateway.amazonaws.com" } },
                ],
            }),
        },
        opts,
    );
    // AWS's own policy for this, which API Gateway checks for: it creates groups for all APIs of the region.
    const attachment = new aws.iam.RolePolicyAttachment(
        `${name}-api-gateway-logs`,
        {
            role: role.name,
            policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
        },
        opts,
    );
    return new aws.apigateway.Account(
        `${name}-api-gateway-logs`,
        { cloudwatchRoleArn: role.arn },
        { ...opts, dependsOn: [attachment] },
    );
}
