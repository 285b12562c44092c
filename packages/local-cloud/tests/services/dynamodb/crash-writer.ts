/**
 * Writes to DynamoDB in the folder that its argument names, until it is killed; says on stdout what was acknowledged.
 * Run by durability.test.ts.
 */
import { writeSync } from "node:fs";

import { systemClock } from "../../../src/clock";
import { Database } from "../../../src/database";
import { DynamoDb } from "../../../src/services/dynamodb/dynamo-db";
import { account, ordersTable, tableWithId } from "./dynamo-tables";
import { perform } from "./perform";

const statuses = ["open", "paid", "void"];

async function main(folder: string): Promise<void> {
    const service = new DynamoDb({ account, clock: systemClock(), database: Database.open(folder) });
    await service.start();
    await service.putTable(ordersTable("orders"));
    await service.putTable(tableWithId("left"));
    await service.putTable(tableWithId("right"));
    await Promise.all([0, 1, 2, 3].flatMap((writer) => [orders(service, writer), transactions(service, writer)]));
}

/** Writes the same few orders again and again, each time to another place in the indexes. */
async function orders(service: DynamoDb, writer: number): Promise<never> {
    for (let version = 1; ; version++) {
        const order = `${writer}-${version % 5}`;
        await perform(service, "PutItem", {
            TableName: "orders",
            Item: {
                customer: { S: "c" },
                order: { S: order },
                status: { S: statuses[version % 3] },
                amount: { N: String(version) },
            },
        });
        writeSync(1, `order ${order} ${version}\n`);
    }
}

/** Puts an item in two tables and counts it in one transaction. */
async function transactions(service: DynamoDb, writer: number): Promise<never> {
    for (let turn = 0; ; turn++) {
        const id = `${process.pid}-${writer}-${turn}`;
        await perform(service, "TransactWriteItems", {
            ClientRequestToken: id,
            TransactItems: [
                { Put: { TableName: "left", Item: { id: { S: id } } } },
                { Put: { TableName: "right", Item: { id: { S: id } } } },
                {
                    Update: {
                        TableName: "right",
                        Key: { id: { S: "count" } },
                        UpdateExpression: "ADD n :one",
                        ExpressionAttributeValues: { ":one": { N: "1" } },
                    },
                },
            ],
        });
        writeSync(1, `transaction ${id}\n`);
    }
}

main(process.argv[2] ?? "").catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
});
