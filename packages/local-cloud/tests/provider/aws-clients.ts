import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { Cloud } from "../../src/cloud";

/** AWS's own clients on a local cloud, and the cloud for what has no API there. */
export function awsClients(cloud: Cloud) {
    const settings = {
        region: cloud.account.region,
        endpoint: cloud.place.awsUrl,
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        maxAttempts: 1,
    };
    return {
        cloud,
        events: new EventBridgeClient(settings),
        sqs: new SQSClient(settings),
        tables: new DynamoDBClient(settings),
        secrets: new SecretsManagerClient(settings),
        cloudwatch: new CloudWatchClient(settings),
        logs: new CloudWatchLogsClient(settings),
        lambda: new LambdaClient(settings),
    };
}

export type AwsClients = ReturnType<typeof awsClients>;
