import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { AwsSettings } from "../../cli/deployment";

/** Makes AWS's clients. Their credentials never leave the server. */
export function openClients(aws: AwsSettings) {
    const clients = {
        cloudWatch: new CloudWatchClient(aws),
        logs: new CloudWatchLogsClient(aws),
        eventBridge: new EventBridgeClient(aws),
        lambda: new LambdaClient(aws),
        sqs: new SQSClient(aws),
        database: new DynamoDBClient(aws),
    };
    return { ...clients, close: () => Object.values(clients).forEach((client) => client.destroy()) };
}

export type Clients = ReturnType<typeof openClients>;
