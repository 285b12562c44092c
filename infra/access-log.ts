import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

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
 * A log group for a stage's requests, as the stage's `accessLogSettings`.
 *
 * @param manageApiGatewayLogs whether to give the account the role that API Gateway needs before it writes any log
 */
export function accessLog(
    name: string,
    { logDays, manageApiGatewayLogs }: { logDays: number; manageApiGatewayLogs: boolean },
    opts: pulumi.ComponentResourceOptions,
): pulumi.Input<{ destinationArn: pulumi.Input<string>; format: string }> {
    const logGroup = new aws.cloudwatch.LogGroup(`${name}-requests`, { retentionInDays: logDays }, opts);
    if (!manageApiGatewayLogs) {
        return { destinationArn: logGroup.arn, format };
    }
    const account = createAccount(name, opts);
    // A stage with access logs is refused until the account has its role, hence the detour over the account's id.
    return { destinationArn: pulumi.all([logGroup.arn, account.id]).apply(([arn]) => arn), format };
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
