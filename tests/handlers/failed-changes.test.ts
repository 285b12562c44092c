import { expect } from "chai";
import { type DynamoFixture, failure, startDynamo } from "local-cloud/testing";

import { createFailedChanges } from "../../handlers/failed-changes";

const tableName = "changes";
const now = Date.UTC(2026, 0, 1);

describe("createFailedChanges", () => {
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

    const failed = (subscription = "letters") =>
        createFailedChanges({ client: dynamo.client, tableName, subscription, days: 90, now: () => now });

    it("finds what was noted, by the object's key, until it is forgotten", async () => {
        await failed().note("platform#invoice#in_1", { version: 3, missed: false });
        await failed().note("platform#invoice#in_2", { version: 7, missed: true });
        const keys = [
            "platform#invoice#in_1",
            "platform#invoice#in_2",
            "platform#invoice#in_2",
            "platform#invoice#in_3",
        ];

        const found = await failed().find(keys);
        await failed().forget("platform#invoice#in_2");

        expect([...found].sort()).to.deep.equal([
            ["platform#invoice#in_1", { version: 3, missed: false }],
            ["platform#invoice#in_2", { version: 7, missed: true }],
        ]);
        expect([...(await failed().find(keys)).keys()]).to.deep.equal(["platform#invoice#in_1"]);
    });

    it("keeps subscribers apart", async () => {
        await failed("a").note("platform#invoice#in_4", { version: 1, missed: false });

        expect((await failed("b").find(["platform#invoice#in_4"])).size).to.equal(0);
    });

    it("lets DynamoDB remove what is older than it is to be remembered", async () => {
        await failed("old").note("platform#invoice#in_5", { version: 1, missed: false });

        const Key = { id: "old#failed#platform#invoice#in_5" };
        const { Item } = await dynamo.document.get({ TableName: tableName, Key });
        expect(Item?.expiration).to.equal(now / 1000 + 90 * 86_400);
    });

    it("asks nothing where there is nothing to look for", async () => {
        const client = { send: () => Promise.reject(new Error("asked")) } as never;
        const changes = createFailedChanges({ client, tableName, subscription: "letters", days: 90, now: () => now });

        expect((await changes.find([])).size).to.equal(0);
    });

    it("fails when DynamoDB does not read all of it, so that nothing passes for handled", async () => {
        const client = { send: () => Promise.resolve({ UnprocessedKeys: { [tableName]: {} } }) } as never;
        const changes = createFailedChanges({ client, tableName, subscription: "letters", days: 90, now: () => now });

        expect((await failure(changes.find(["platform#invoice#in_1"]))).message).to.contain("throttling");
    });
});
