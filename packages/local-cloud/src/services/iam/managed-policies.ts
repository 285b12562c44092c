import type { PolicyDocument, PolicyStatement } from "./policy-document";

const logsActions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/**
 * The AWS managed policies that functions' roles usually have, by ARN, as AWS publishes them.
 *
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const managedPolicies: ReadonlyMap<string, PolicyDocument> = new Map([
    policy("service-role/AWSLambdaBasicExecutionRole", allow(logsActions, "*")),
    policy(
        "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
        allow(
            [
                ...logsActions,
                "logs:DescribeLogGroups",
                "logs:DescribeLogStreams",
                "logs:GetLogEvents",
                "logs:FilterLogEvents",
            ],
            "*",
        ),
    ),
]);

function policy(name: string, ...statements: PolicyStatement[]): [string, PolicyDocument] {
    return [`arn:aws:iam::aws:policy/${name}`, { Version: "2012-10-17", Statement: statements }];
}

function allow(actions: readonly string[], resource: string): PolicyStatement {
    return { Effect: "Allow", Action: actions, Resource: resource };
}
