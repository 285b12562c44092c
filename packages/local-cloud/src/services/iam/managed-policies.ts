import type { PolicyDocument } from "./policy-document";

const logsActions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const readingActions = [
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
];

/**
 * The AWS managed policies that functions' roles and API Gateway's usually have, by ARN, as AWS publishes them.
 *
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const managedPolicies: ReadonlyMap<string, PolicyDocument> = new Map([
    allow("AWSLambdaBasicExecutionRole", logsActions),
    allow("AmazonAPIGatewayPushToCloudWatchLogs", [...logsActions, ...readingActions]),
]);

function allow(name: string, actions: readonly string[]): [string, PolicyDocument] {
    const statement = { Effect: "Allow", Action: actions, Resource: "*" } as const;
    return [`arn:aws:iam::aws:policy/service-role/${name}`, { Version: "2012-10-17", Statement: [statement] }];
}
