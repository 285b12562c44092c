import type { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

import { manualClock, type ManualClock } from "../../../src/testing/manual-clock";
import { startDynamo, type DynamoFixture } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { ordersTable, tableWithId } from "./dynamo-tables";

describe("DynamoDB's transactions", () => {
    let dynamo: DynamoFixture;
    let clock: ManualClock;

    beforeEach(async () => {
        clock = manualClock();
        dynamo = await startDynamo(undefined, clock);
        await dynamo.service.putTable(tableWithId("accounts"));
        await dynamo.service.putTable(ordersTable("orders"));
    });

    afterEach(() => dynamo.stop());

    const item = async (id: string) => (await dynamo.document.get({ TableName: "accounts", Key: { id } })).Item;
    const put = (id: string, more: object = {}) => ({ Put: { TableName: "accounts", Item: { id, ...more } } });

    it("puts, updates, deletes and checks items of several tables together", async () => {
        for (const id of ["updated", "deleted", "checked"]) {
            await dynamo.document.put({ TableName: "accounts", Item: { id, n: 1 } });
        }

        await dynamo.document.transactWrite({
            TransactItems: [
                { Put: { TableName: "orders", Item: { customer: "c", order: "o", status: "open", amount: 5 } } },
                {
                    Update: {
                        TableName: "accounts",
                        Key: { id: "updated" },
                        UpdateExpression: "SET n = n + :one",
                        ExpressionAttributeValues: { ":one": 1 },
                    },
                },
                {
                    Delete: {
                        TableName: "accounts",
                        Key: { id: "deleted" },
                        ConditionExpression: "attribute_exists(id)",
                    },
                },
                {
                    ConditionCheck: {
                        TableName: "accounts",
                        Key: { id: "checked" },
                        ConditionExpression: "n = :one",
                        ExpressionAttributeValues: { ":one": 1 },
                    },
                },
            ],
        });

        const byStatus = await dynamo.document.scan({ TableName: "orders", IndexName: "by-status" });
        expect(await Promise.all(["updated", "deleted", "checked"].map(item))).to.deep.equal([
            { id: "updated", n: 2 },
            undefined,
            { id: "checked", n: 1 },
        ]);
        expect(byStatus.Items?.map(({ amount }) => amount as number)).to.deep.equal([5]);
    });

    it("does nothing when one condition is not met, and says which and why", async () => {
        await dynamo.document.put({ TableName: "accounts", Item: { id: "taken", n: 1 } });

        const error = await failure<TransactionCanceledException>(
            dynamo.document.transactWrite({
                TransactItems: [
                    put("new"),
                    {
                        Put: {
                            TableName: "accounts",
                            Item: { id: "taken" },
                            ConditionExpression: "attribute_not_exists(id)",
                            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
                        },
                    },
                    {
                        Update: {
                            TableName: "accounts",
                            Key: { id: "other" },
                            UpdateExpression: "SET n = n + :one",
                            ExpressionAttributeValues: { ":one": 1 },
                        },
                    },
                    {
                        ConditionCheck: {
                            TableName: "accounts",
                            Key: { id: "absent" },
                            ConditionExpression: "attribute_exists(id)",
                        },
                    },
                ],
            }),
        );

        expect(error.name).to.equal("TransactionCanceledException");
        expect(error.message).to.equal(
            "Transaction cancelled, please refer cancellation reasons for specific reasons " +
                "[None, ConditionalCheckFailed, ValidationError, ConditionalCheckFailed]",
        );
        expect(error.CancellationReasons).to.deep.equal([
            { Code: "None" },
            {
                Code: "ConditionalCheckFailed",
                Message: "The conditional request failed",
                Item: { id: { S: "taken" }, n: { N: "1" } },
            },
            {
                Code: "ValidationError",
                Message: "The provided expression refers to an attribute that does not exist in the item",
            },
            { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
        ]);
        expect(await item("new")).to.equal(undefined);
    });

    it("lets one of racing transactions win", async () => {
        const claims = Array.from({ length: 30 }, (_, racer) =>
            dynamo.document.transactWrite({
                TransactItems: [
                    {
                        Put: {
                            TableName: "accounts",
                            Item: { id: "claim", racer },
                            ConditionExpression: "attribute_not_exists(id)",
                        },
                    },
                    put(`racer-${racer}`),
                ],
            }),
        );

        const results = await Promise.allSettled(claims);

        const winners = results.flatMap(({ status }, racer) => (status === "fulfilled" ? [racer] : []));
        const { Items } = await dynamo.document.scan({ TableName: "accounts" });
        expect(winners).to.have.length(1);
        expect(Items).to.have.deep.members([{ id: "claim", racer: winners[0] }, { id: `racer-${winners[0]}` }]);
    });

    it("loses none of transfers and single writes that race with one another", async () => {
        const change = (id: string, by: number) => ({
            TableName: "accounts",
            Key: { id },
            UpdateExpression: "SET n = n + :by",
            ExpressionAttributeValues: { ":by": by },
        });
        await dynamo.document.transactWrite({ TransactItems: [put("a", { n: 100 }), put("b", { n: 100 })] });
        const ids = ["a", "b"];

        const transfers = Array.from({ length: 40 }, (_, turn) =>
            dynamo.document.transactWrite({
                // Half of them the other way round, so that they would wait for each other if locks had no order.
                TransactItems: (turn % 2 ? ids : [...ids].reverse()).map((id) => ({
                    Update: change(id, id === "a" ? -1 : 1),
                })),
            }),
        );
        const touches = Array.from({ length: 20 }, () =>
            dynamo.document.update({
                TableName: "accounts",
                Key: { id: "a" },
                UpdateExpression: "ADD touched :one",
                ExpressionAttributeValues: { ":one": 1 },
            }),
        );
        await Promise.all([...transfers, ...touches]);

        expect([await item("a"), await item("b")]).to.deep.equal([
            { id: "a", n: 60, touched: 20 },
            { id: "b", n: 140 },
        ]);
    });

    describe("with a token", () => {
        const addition = (by: number, ClientRequestToken: string) => ({
            ClientRequestToken,
            TransactItems: [
                {
                    Update: {
                        TableName: "accounts",
                        Key: { id: "sum" },
                        UpdateExpression: "ADD n :by",
                        ExpressionAttributeValues: { ":by": by },
                    },
                },
            ],
        });

        it("is done once, however often it is asked for, also at the same time", async () => {
            await Promise.all(Array.from({ length: 5 }, () => dynamo.document.transactWrite(addition(1, "once"))));
            await clock.advance(9 * 60_000);
            await dynamo.document.transactWrite(addition(1, "once"));

            expect(await item("sum")).to.deep.equal({ id: "sum", n: 1 });
        });

        it("is refused when it asks for something else", async () => {
            await dynamo.document.transactWrite(addition(1, "once"));

            const error = await failure(dynamo.document.transactWrite(addition(2, "once")));

            expect(error.name).to.equal("IdempotentParameterMismatchException");
            expect(await item("sum")).to.deep.equal({ id: "sum", n: 1 });
        });

        it("is a new one after ten minutes", async () => {
            await dynamo.document.transactWrite(addition(1, "again"));
            await clock.advance(10 * 60_000);
            await dynamo.document.transactWrite(addition(2, "again"));

            expect(await item("sum")).to.deep.equal({ id: "sum", n: 3 });
        });

        it("is not remembered when it was cancelled", async () => {
            const claim = {
                ClientRequestToken: "claim",
                TransactItems: [
                    {
                        ConditionCheck: {
                            TableName: "accounts",
                            Key: { id: "open" },
                            ConditionExpression: "attribute_exists(id)",
                        },
                    },
                    put("claimed"),
                ],
            };
            const first = await failure(dynamo.document.transactWrite(claim));
            await dynamo.document.put({ TableName: "accounts", Item: { id: "open" } });

            await dynamo.document.transactWrite(claim);

            expect(first.name).to.equal("TransactionCanceledException");
            expect(await item("claimed")).to.deep.equal({ id: "claimed" });
        });
    });

    it("refuses two actions on one item, two in one, none, and more than a hundred", async () => {
        const many = Array.from({ length: 101 }, (_, n) => put(`many-${n}`));

        const errors = [
            await failure(dynamo.document.transactWrite({ TransactItems: [put("x"), put("x")] })),
            await failure(
                dynamo.document.transactWrite({
                    TransactItems: [{ ...put("x"), Delete: { TableName: "accounts", Key: { id: "y" } } }],
                }),
            ),
            await failure(dynamo.document.transactWrite({ TransactItems: [] })),
            await failure(dynamo.document.transactWrite({ TransactItems: many })),
        ];
        await dynamo.document.transactWrite({ TransactItems: many.slice(1) });

        expect(errors.map(({ name }) => name)).to.deep.equal(Array(4).fill("ValidationException"));
        expect(errors[0]?.message).to.equal("Transaction request cannot include multiple operations on one item");
        expect((await dynamo.document.scan({ TableName: "accounts", Select: "COUNT" })).Count).to.equal(100);
    });

    it("refuses more than 4 MB", async () => {
        const large = Array.from({ length: 11 }, (_, n) => put(`large-${n}`, { text: "x".repeat(400_000) }));

        const error = await failure(dynamo.document.transactWrite({ TransactItems: large }));

        expect(error.name).to.equal("ValidationException");
        expect(await item("large-0")).to.equal(undefined);
    });

    it("answers for a table that is not there as a whole, and for a key that does not suit with a reason", async () => {
        const table = await failure(
            dynamo.document.transactWrite({ TransactItems: [{ Delete: { TableName: "nowhere", Key: { id: "1" } } }] }),
        );
        const key = await failure<TransactionCanceledException>(
            dynamo.document.transactWrite({
                TransactItems: [put("x"), { Delete: { TableName: "accounts", Key: { customer: "1" } } }],
            }),
        );

        expect(table.name).to.equal("ResourceNotFoundException");
        expect(key.CancellationReasons).to.deep.equal([
            { Code: "None" },
            { Code: "ValidationError", Message: "The provided key element does not match the schema" },
        ]);
    });

    it("refuses an empty key as a whole, of whatever action", async () => {
        const Key = { id: "" };
        const TableName = "accounts";

        const errors = [
            await failure(dynamo.document.transactWrite({ TransactItems: [put("x"), { Delete: { TableName, Key } }] })),
            await failure(dynamo.document.transactWrite({ TransactItems: [{ Put: { TableName, Item: Key } }] })),
            await failure(
                dynamo.document.transactWrite({
                    TransactItems: [{ Update: { TableName, Key, UpdateExpression: "REMOVE x" } }],
                }),
            ),
        ];

        for (const { name, message } of errors) {
            expect(name).to.equal("ValidationException");
            expect(message).to.equal(
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an " +
                    "empty string value. Key: id",
            );
        }
        expect(await item("x")).to.equal(undefined);
    });
});
