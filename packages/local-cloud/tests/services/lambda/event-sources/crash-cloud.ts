/**
 * A process to be killed: writes to a table with a stream in the folder that its first argument names, whose changes a
 * function notes in the file that its second argument names. The third says how often the process ran before. Run by
 * crash.test.ts.
 */
import { writeSync } from "node:fs";

import { systemClock } from "../../../../src/clock";
import { Database } from "../../../../src/database";
import { DynamoDb } from "../../../../src/services/dynamodb/dynamo-db";
import { Lambda } from "../../../../src/services/lambda/lambda";
import { Store } from "../../../../src/store";
import { defaultSettings } from "../../../../src/services/lambda/event-sources/event-source-mapping";
import { perform } from "../../dynamodb/perform";
import { tableWithId } from "../../dynamodb/dynamo-tables";
import { account, functionSpec } from "../lambda-fixture";

const TableName = "things";

/** Notes each record's item and number before it answers. */
const source = `
const { appendFileSync } = require("node:fs");
exports.handler = async ({ Records }) => {
    const lines = Records.map(({ dynamodb: { Keys, NewImage } }) => Keys.id.S + " " + NewImage.n.N + "\\n");
    appendFileSync(process.env.NOTES, lines.join(""));
};`;

async function main([folder = "", notes = "", runs = ""]: string[]): Promise<void> {
    const database = Database.open(folder);
    const clock = systemClock();
    const dynamo = new DynamoDb({ account, clock, database });
    const lambda = new Lambda({
        store: new Store(database),
        clock,
        account,
        metrics: { put: () => undefined },
        logs: { write: () => undefined },
        folder: `${folder}/code`,
        awsEndpoint: () => "http://127.0.0.1:4566",
        credentials: () => ({ accessKeyId: "a", secretAccessKey: "b", sessionToken: "c" }),
        authorize: () => undefined,
        target: () => undefined,
        findStream: (arn) => dynamo.findStream(arn),
    });
    await dynamo.start();
    await lambda.load();
    await lambda.start();
    if (runs === "0") {
        const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_IMAGE" as const };
        await dynamo.putTable(tableWithId(TableName, { StreamSpecification }), "label");
        await lambda.putFunction(functionSpec("f", source, { environment: { NOTES: notes } }));
        await lambda.eventSources.put("00000000-0000-0000-0000-000000000000", "f", {
            ...defaultSettings,
            EventSourceArn: `arn:aws:dynamodb:${account.region}:${account.accountId}:table/${TableName}/stream/label`,
            StartingPosition: "TRIM_HORIZON",
            BatchSize: 5,
            ParallelizationFactor: 2,
        });
    }
    await Promise.all(Array.from({ length: 6 }, (_none, item) => count(dynamo, `item-${item}`)));
}

/** Counts an item up, and says on stdout what is acknowledged. */
async function count(dynamo: DynamoDb, id: string): Promise<never> {
    for (;;) {
        const { Attributes } = (await perform(dynamo, "UpdateItem", {
            TableName,
            Key: { id: { S: id } },
            UpdateExpression: "ADD n :one",
            ExpressionAttributeValues: { ":one": { N: "1" } },
            ReturnValues: "UPDATED_NEW",
        })) as { Attributes: { n: { N: string } } };
        writeSync(1, `${id} ${Attributes.n.N}\n`);
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
}

void main(process.argv.slice(2));
