/**
 * Writes to DynamoDB in the folder that its argument names, until it is killed; says on stdout what was acknowledged.
 * Run by durability.test.ts.
 */
import { writeSync } from "node:fs";

import { systemClock } from "../../../src/clock";
import { Database } from "../../../src/database";
import { DynamoDb } from "../../../src/services/dynamodb/dynamo-db";
import { account, ordersTable } from "./dynamo-tables";
import { perform } from "./perform";

const statuses = ["open", "paid", "void"];

async function main(folder: string): Promise<void> {
    const service = new DynamoDb({ account, clock: systemClock(), database: Database.open(folder) });
    await service.start();
    await service.putTable(ordersTable("orders"));
    await Promise.all([0, 1, 2, 3].map((writer) => orders(service, writer)));
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
        writeSync(1, `${order} ${version}\n`);
    }
}

main(process.argv[2] ?? "").catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
});
