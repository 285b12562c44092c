import { createHash } from "node:crypto";

import { expect } from "chai";

import { startDynamo, type DynamoFixture } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { ordersTable, tableWithId } from "./dynamo-tables";

describe("DynamoDB's queries and scans", () => {
    let dynamo: DynamoFixture;
    const TableName = "orders";

    before(async () => {
        dynamo = await startDynamo();
        await dynamo.service.putTable(ordersTable(TableName));
        for (let order = 0; order < 12; order++) {
            const Item = {
                customer: `c${order % 2}`,
                order: `o${String(order).padStart(2, "0")}`,
                status: order < 9 ? "open" : "paid",
                amount: (order % 5) - 2.5,
                note: `note ${order}`,
            };
            await dynamo.document.put({ TableName, Item });
        }
    });

    after(() => dynamo.stop());

    /** All pages of a query, each with at most `Limit` items. */
    async function pages(input: object, Limit: number): Promise<Record<string, unknown>[][]> {
        const found: Record<string, unknown>[][] = [];
        let ExclusiveStartKey: Record<string, unknown> | undefined;
        do {
            const page = await dynamo.document.query({ TableName, ...input, Limit, ExclusiveStartKey });
            found.push(page.Items ?? []);
            ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey !== undefined);
        return found;
    }

    const ranges: [condition: string, values: Record<string, string>, orders: string[]][] = [
        ["customer = :c", {}, ["o00", "o02", "o04", "o06", "o08", "o10"]],
        ["customer = :c AND #o < :a", { ":a": "o04" }, ["o00", "o02"]],
        ["customer = :c AND #o <= :a", { ":a": "o04" }, ["o00", "o02", "o04"]],
        ["customer = :c AND #o > :a", { ":a": "o06" }, ["o08", "o10"]],
        ["customer = :c AND #o BETWEEN :a AND :b", { ":a": "o03", ":b": "o06" }, ["o04", "o06"]],
        ["customer = :c AND begins_with(#o, :a)", { ":a": "o1" }, ["o10"]],
        ["customer = :c AND #o = :a", { ":a": "o08" }, ["o08"]],
    ];
    for (const [condition, values, orders] of ranges) {
        for (const forward of [true, false]) {
            it(`finds ${condition}, ${forward ? "up" : "down"}, by one page or many`, async () => {
                const input = {
                    KeyConditionExpression: condition,
                    ExpressionAttributeValues: { ":c": "c0", ...values },
                    ...(condition.includes("#o") && { ExpressionAttributeNames: { "#o": "order" } }),
                    ScanIndexForward: forward,
                };

                const once = await dynamo.document.query({ TableName, ...input });
                const many = await pages(input, 2);

                const expected = forward ? orders : [...orders].reverse();
                expect(once.Items?.map(({ order }) => order as string)).to.deep.equal(expected);
                expect(many.flat().map(({ order }) => order)).to.deep.equal(expected);
            });
        }
    }

    it("sorts an index by number and pages through it either way", async () => {
        const input = {
            IndexName: "by-status",
            KeyConditionExpression: "#s = :open",
            ExpressionAttributeNames: { "#s": "status" },
            ExpressionAttributeValues: { ":open": "open" },
        };

        const up = (await pages(input, 2)).flat();
        const down = (await pages({ ...input, ScanIndexForward: false }, 4)).flat();

        const amounts = [-2.5, -2.5, -1.5, -1.5, -0.5, -0.5, 0.5, 0.5, 1.5];
        expect(up.map(({ amount }) => amount)).to.deep.equal(amounts);
        expect(down).to.deep.equal([...up].reverse());
    });

    it("keeps apart the thousands of items that share one index key", async () => {
        await dynamo.service.putTable(
            tableWithId("crowd", {
                AttributeDefinitions: [
                    { AttributeName: "id", AttributeType: "S" },
                    { AttributeName: "status", AttributeType: "S" },
                ],
                GlobalSecondaryIndexes: [
                    {
                        IndexName: "by-status",
                        KeySchema: [{ AttributeName: "status", KeyType: "HASH" }],
                        Projection: { ProjectionType: "KEYS_ONLY" },
                    },
                ],
            }),
        );
        // The first six hexadecimal digits of these two ids' hashes are the same.
        const ids = collidingIds();
        for (const id of ids) {
            await dynamo.document.put({ TableName: "crowd", Item: { id, status: "active" } });
        }
        await dynamo.document.delete({ TableName: "crowd", Key: { id: ids[0] } });

        const { Items } = await dynamo.document.query({
            TableName: "crowd",
            IndexName: "by-status",
            KeyConditionExpression: "#s = :s",
            ExpressionAttributeNames: { "#s": "status" },
            ExpressionAttributeValues: { ":s": "active" },
        });

        expect(Items).to.deep.equal([{ id: ids[1], status: "active" }]);
    });

    it("takes an item out of an index when it no longer has the key, and moves it when the key changes", async () => {
        await dynamo.service.putTable(ordersTable("moving"));
        const Key = { customer: "c", order: "o" };
        const find = async (status: string) =>
            (
                await dynamo.document.query({
                    TableName: "moving",
                    IndexName: "by-status",
                    KeyConditionExpression: "#s = :s",
                    ExpressionAttributeNames: { "#s": "status" },
                    ExpressionAttributeValues: { ":s": status },
                })
            ).Count;
        const set = (expression: string, values?: Record<string, unknown>) =>
            dynamo.document.update({
                TableName: "moving",
                Key,
                UpdateExpression: expression,
                ExpressionAttributeNames: { "#s": "status" },
                ExpressionAttributeValues: values,
            });

        await set("SET #s = :s, amount = :t", { ":s": "open", ":t": 1 });
        const opened = [await find("open"), await find("paid")];
        await set("SET #s = :s", { ":s": "paid" });
        const paid = [await find("open"), await find("paid")];
        await set("REMOVE #s");
        const removed = [await find("open"), await find("paid")];

        expect([opened, paid, removed]).to.deep.equal([
            [1, 0],
            [0, 1],
            [0, 0],
        ]);
    });

    it("filters after it has counted, and stops at the limit of what it scanned", async () => {
        const page = await dynamo.document.query({
            TableName,
            KeyConditionExpression: "customer = :c",
            FilterExpression: "#s = :paid",
            ExpressionAttributeNames: { "#s": "status" },
            ExpressionAttributeValues: { ":c": "c1", ":paid": "paid" },
            Limit: 5,
        });

        expect([page.Count, page.ScannedCount]).to.deep.equal([1, 5]);
        expect(page.LastEvaluatedKey).to.deep.equal({ customer: "c1", order: "o09" });
    });

    it("scans every item once, in pages, and refuses segments by name", async () => {
        const found: string[] = [];
        let ExclusiveStartKey: Record<string, unknown> | undefined;
        do {
            const page = await dynamo.document.scan({ TableName, Limit: 2, ExclusiveStartKey });
            found.push(...(page.Items ?? []).map(({ order }) => order as string));
            ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey !== undefined);
        const refused = await failure(dynamo.document.scan({ TableName, Segment: 0, TotalSegments: 3 }));

        expect(refused.message).to.match(/does not have Segment: use Limit and ExclusiveStartKey$/);
        expect(found.sort()).to.deep.equal(Array.from({ length: 12 }, (_, n) => `o${String(n).padStart(2, "0")}`));
    });

    it("ends a page at 1 MB of items", async () => {
        await dynamo.service.putTable(tableWithId("large"));
        const text = "x".repeat(300 * 1024);
        for (const id of ["1", "2", "3", "4", "5"]) {
            await dynamo.document.put({ TableName: "large", Item: { id, text } });
        }

        const first = await dynamo.document.scan({ TableName: "large" });
        const second = await dynamo.document.scan({ TableName: "large", ExclusiveStartKey: first.LastEvaluatedKey });

        expect([first.Count, second.Count, second.LastEvaluatedKey]).to.deep.equal([4, 1, undefined]);
    });

    it("refuses what the index does not have", async () => {
        const by = { TableName, KeyConditionExpression: "customer = :c", ExpressionAttributeValues: { ":c": "c0" } };

        const index = await failure(dynamo.document.query({ ...by, IndexName: "by-nothing" }));
        const key = await failure(dynamo.document.query({ ...by, IndexName: "by-status" }));

        expect([index.name, index.message]).to.deep.equal([
            "ValidationException",
            "The table does not have the specified index: by-nothing",
        ]);
        expect([key.name, key.message]).to.deep.equal([
            "ValidationException",
            "Query condition missed key schema element: status",
        ]);
    });
});

/** Two ids that one partition of the table holds. */
function collidingIds(): [string, string] {
    const seen = new Map<string, string>();
    for (let number = 0; ; number++) {
        const id = `sub_${number}`;
        const hash = createHash("md5")
            .update(`${Buffer.from(id).toString("hex")}/`)
            .digest("hex")
            .slice(0, 6);
        const other = seen.get(hash);
        if (other !== undefined) {
            return [other, id];
        }
        seen.set(hash, id);
    }
}
