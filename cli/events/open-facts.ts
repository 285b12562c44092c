import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import type { Deployment, StackOutputs } from "../deployment";
import { createLogReader, type LogReader } from "../logs/log-reader";

/** Where the facts about a deployment's events are. Nothing here writes. */
export interface Facts {
    outputs: StackOutputs;
    logs: LogReader;
    documents: Pick<DynamoDBDocumentClient, "send">;
    bus: Pick<EventBridgeClient, "send">;
    lambda: LambdaClient;
    close(): void;
}

/** FilterLogEvents takes few calls a second; who is throttled waits. */
const maxAttempts = 10;

export function openFacts({ aws, outputs }: Deployment): Facts {
    const logs = new CloudWatchLogsClient({ ...aws, maxAttempts });
    const dynamo = new DynamoDBClient({ ...aws, maxAttempts });
    const bus = new EventBridgeClient({ ...aws, maxAttempts });
    const lambda = new LambdaClient({ ...aws, maxAttempts });
    return {
        outputs,
        logs: createLogReader(logs),
        documents: DynamoDBDocumentClient.from(dynamo),
        bus,
        lambda,
        close() {
            [logs, dynamo, bus, lambda].forEach((client) => client.destroy());
        },
    };
}
