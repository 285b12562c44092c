import { expect } from "chai";
import { type DynamoFixture, failure, startDynamo } from "local-cloud/testing";

import { letterKey } from "../../handlers/billing/letter-key";
import { createChangeLetters } from "../../handlers/change-letters";

const tableName = "changes";
const now = Date.UTC(2026, 0, 1);

describe("createChangeLetters", () => {
    let dynamo: DynamoFixture;

    before(async () => {
        dynamo = await startDynamo();
        await dynamo.service.putTable({
            TableName: tableName,
            AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
            BillingMode: "PAY_PER_REQUEST",
        });
    });

    after(() => dynamo.stop());

    const letters = (client = dynamo.client as never, subscription = "dunning") =>
        createChangeLetters({ client, tableName, subscription, now: () => now });
    const objectKey = "platform#invoice#in_1";

    it("finds what it keeps, but for what only the recorder reads", async () => {
        const shown = { status: { S: "paid" }, object: { M: { id: { S: "in_1" }, lines: { L: [{ N: "1.5" }] } } } };
        const before = { ...shown, memory: { B: "AQ==" }, journal: { L: [] } };
        await letters().keep("100", { objectKey, version: 3, before });

        const found = await letters().find(letterKey("dunning", "100"));

        expect(found).to.deep.equal({ version: 3, before: shown });
    });

    it("tells an object's first state from another", async () => {
        await letters().keep("101", { objectKey, version: 1 });

        expect(await letters().find(letterKey("dunning", "101"))).to.deep.equal({ version: 1 });
    });

    it("takes an item that is as large, and as deep, as an item may be", async () => {
        const deep = Array.from({ length: 30 }).reduce<object>((inner) => ({ M: { a: inner } }), { S: "x" });
        const before = { object: { M: { text: { S: "\u0001".repeat(390 * 1024) }, deep } } } as never;
        await letters().keep("102", { objectKey, version: 2, before });

        expect((await letters().find(letterKey("dunning", "102")))?.before).to.deep.equal(before);
    });

    it("knows its own letters, and none that is gone", async () => {
        expect(letters().isOwn(letterKey("dunning", "1"))).to.equal(true);
        expect(letters().isOwn(letterKey("dunning-2", "1"))).to.equal(false);
        expect(letters().isOwn(undefined)).to.equal(false);
        expect(await letters().find(letterKey("dunning", "103"))).to.equal(undefined);
    });

    it("has DynamoDB remove it a day after SQS has removed the letter", async () => {
        await letters().keep("104", { objectKey, version: 1 });

        const { Item } = await dynamo.document.get({ TableName: tableName, Key: { id: letterKey("dunning", "104") } });
        expect(Item?.expiration).to.equal(now / 1000 + 15 * 86_400);
    });

    it("fails when DynamoDB does not read it, so that it does not pass for gone", async () => {
        const client = { send: () => Promise.resolve({ UnprocessedKeys: { [tableName]: {} } }) } as never;

        expect((await failure(letters(client).find("dunning#letter#1"))).message).to.contain("throttling");
    });
});
