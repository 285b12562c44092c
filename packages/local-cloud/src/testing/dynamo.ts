import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";

import { AwsError } from "../aws-error";
import type { Clock } from "../clock";
import { Database } from "../database";
import { AwsEndpoint } from "../endpoint";
import { DynamoDb } from "../services/dynamodb/dynamo-db";
import { manualClock } from "./manual-clock";

const account = { accountId: "123456789012", region: "eu-central-1" };

/** DynamoDB behind the local cloud's endpoint, with AWS's clients for it. */
export interface DynamoFixture {
    service: DynamoDb;
    client: DynamoDBClient;
    document: DynamoDBDocument;
    /** The endpoint's address, for clients of a test's own. */
    url: string;
    /** What was asked for permission, in order, as `action resource`. */
    authorized: string[];
    /** The actions to refuse. */
    refused: Set<string>;
    stop(): Promise<void>;
}

/** @param folder where the tables are kept; undefined keeps them in memory */
export async function startDynamo(folder?: string, clock: Clock = manualClock()): Promise<DynamoFixture> {
    const database = Database.open(folder);
    const service = new DynamoDb({ account, clock, database });
    const authorized: string[] = [];
    const refused = new Set<string>();
    const endpoint = new AwsEndpoint({
        port: 0,
        services: [service, service.streamsApi],
        rest: [],
        identify: () => ({ kind: "admin" }),
        authorize: (_caller, action, resource) => {
            authorized.push(`${action} ${resource}`);
            if (refused.has(action)) {
                throw new AwsError("AccessDeniedException", `not allowed: ${action}`);
            }
        },
        health: () => ({}),
    });
    await service.start();
    await endpoint.start();
    const client = new DynamoDBClient({
        region: account.region,
        endpoint: endpoint.url,
        credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
        maxAttempts: 1,
    });
    return {
        service,
        client,
        url: endpoint.url,
        document: DynamoDBDocument.from(client, { marshallOptions: { removeUndefinedValues: true } }),
        authorized,
        refused,
        async stop() {
            client.destroy();
            await endpoint.stop();
            await service.stop();
            database.close();
        },
    };
}
