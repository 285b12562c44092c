import { DescribeLogGroupsCommand, CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, ListArchivesCommand, ListEventBusesCommand } from "@aws-sdk/client-eventbridge";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";

import type { Cloud } from "local-cloud";

/**
 * Everything that is in a local cloud, as AWS's own APIs list it.
 *
 * @param retained the ids of what is to stay
 */
export async function leftovers(cloud: Cloud, retained: ReadonlySet<string>): Promise<string[]> {
    const { region, awsUrl: endpoint } = cloud.place;
    const settings = { region, endpoint, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
    const logs = new CloudWatchLogsClient(settings);
    const tables = new DynamoDBClient(settings);
    const events = new EventBridgeClient(settings);
    const lambda = new LambdaClient(settings);
    const secrets = new SecretsManagerClient(settings);
    const queues = new SQSClient(settings);
    try {
        const [logGroups, tableNames, buses, archives, functions, secretList, queueUrls] = await Promise.all([
            logs.send(new DescribeLogGroupsCommand({})),
            tables.send(new ListTablesCommand({})),
            events.send(new ListEventBusesCommand({})),
            events.send(new ListArchivesCommand({})),
            lambda.send(new ListFunctionsCommand({})),
            secrets.send(new ListSecretsCommand({})),
            queues.send(new ListQueuesCommand({})),
        ]);
        return [
            ...named(
                "log group",
                logGroups.logGroups?.map(({ logGroupName }) => logGroupName),
            ),
            ...named("table", tableNames.TableNames),
            ...named(
                "bus",
                buses.EventBuses?.map(({ Name }) => Name).filter((name) => name !== "default"),
            ),
            ...named(
                "archive",
                archives.Archives?.map(({ ArchiveName }) => ArchiveName),
            ),
            ...named(
                "function",
                functions.Functions?.map(({ FunctionName }) => FunctionName),
            ),
            ...named(
                "secret",
                secretList.SecretList?.map(({ Name }) => Name),
            ),
            ...named("queue", queueUrls.QueueUrls),
            ...named(
                "role",
                cloud.iam.allRoles().map(({ name }) => name),
            ),
        ].filter((one) => !retained.has(one.slice(one.lastIndexOf(" ") + 1)));
    } finally {
        [logs, tables, events, lambda, secrets, queues].forEach((client) => client.destroy());
    }
}

function named(what: string, names: readonly (string | undefined)[] = []): string[] {
    return names.map((name) => `${what} ${name}`);
}
