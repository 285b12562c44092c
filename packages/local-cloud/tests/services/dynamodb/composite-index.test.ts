import { type CreateTableCommandInput, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";

import { type DynamoFixture, startDynamo } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";

const schema = [
    { AttributeName: "region", KeyType: "HASH" as const },
    { AttributeName: "tenant", KeyType: "HASH" as const },
    { AttributeName: "kind", KeyType: "RANGE" as const },
    { AttributeName: "amount", KeyType: "RANGE" as const },
];

describe("a global index with several key attributes", () => {
    let dynamo: DynamoFixture;

    beforeEach(async () => {
        dynamo = await startDynamo();
        await dynamo.service.putTable(table("sales", schema));
        for (const [id, tenant, kind, amount] of [
            ["1", "a", "card", 300],
            ["2", "a", "card", 100],
            ["3", "a", "card", 200],
            ["4", "a", "cash", 150],
            ["5", "b", "card", 250],
        ] as const) {
            await dynamo.document.put({ TableName: "sales", Item: { id, region: "eu", tenant, kind, amount } });
        }
        await dynamo.document.put({ TableName: "sales", Item: { id: "6", region: "eu", tenant: "a", kind: "card" } });
    });

    afterEach(() => dynamo.stop());

    const query = (KeyConditionExpression: string, values: Record<string, unknown>, more: object = {}) =>
        dynamo.document.query({
            TableName: "sales",
            IndexName: "by-all",
            KeyConditionExpression,
            ExpressionAttributeValues: { ":r": "eu", ":t": "a", ...values },
            ...more,
        } satisfies QueryCommandInput);
    const ids = async (...given: Parameters<typeof query>) =>
        (await query(...given)).Items?.map(({ id }) => id as string);
    const tenant = "#region = :r AND tenant = :t";
    const names = { ExpressionAttributeNames: { "#region": "region" } };

    it("is described as it was made", async () => {
        const { Table } = await dynamo.client.send(new DescribeTableCommand({ TableName: "sales" }));

        expect(Table?.GlobalSecondaryIndexes?.[0]?.KeySchema).to.deep.equal(schema);
    });

    for (const [condition, values, found] of [
        ["", {}, ["2", "3", "1", "4"]],
        [" AND kind = :k", { ":k": "card" }, ["2", "3", "1"]],
        [" AND kind > :k", { ":k": "card" }, ["4"]],
        [" AND begins_with(kind, :k)", { ":k": "ca" }, ["2", "3", "1", "4"]],
        [" AND kind = :k AND amount = :n", { ":k": "card", ":n": 200 }, ["3"]],
        [" AND kind = :k AND amount > :n", { ":k": "card", ":n": 100 }, ["3", "1"]],
        [" AND kind = :k AND amount BETWEEN :n AND :m", { ":k": "card", ":n": 150, ":m": 250 }, ["3"]],
    ] as const) {
        it(`finds ${tenant}${condition}, in order, either way and by pages`, async () => {
            const backwards = await ids(tenant + condition, values, { ...names, ScanIndexForward: false });
            const paged: unknown[] = [];
            let start: Record<string, unknown> | undefined;
            do {
                const page = await query(tenant + condition, values, { ...names, Limit: 1, ExclusiveStartKey: start });
                paged.push(...(page.Items ?? []).map(({ id }) => id as string));
                start = page.LastEvaluatedKey;
            } while (start !== undefined);

            expect(await ids(tenant + condition, values, names)).to.deep.equal(found);
            expect(backwards).to.deep.equal([...found].reverse());
            expect(paged).to.deep.equal(found);
        });
    }

    for (const [what, condition, values, message] of [
        ["a hash attribute left out", "#region = :r", { ":t": undefined }, "missed key schema element: tenant"],
        ["a hash attribute by range", "#region = :r AND tenant > :t", {}, "Query key condition not supported"],
        ["a range attribute left out", `${tenant} AND amount > :n`, { ":n": 1 }, "missed key schema element: kind"],
        [
            "a range before the last condition",
            `${tenant} AND kind > :k AND amount = :n`,
            { ":k": "card", ":n": 1 },
            "Query key condition not supported",
        ],
        ["another type", `${tenant} AND kind = :k AND amount = :n`, { ":k": 1, ":n": 1 }, "does not match schema type"],
    ] as const) {
        it(`refuses ${what}`, async () => {
            const error = await failure(query(condition, values, names));

            expect(error.name).to.equal("ValidationException");
            expect(error.message).to.contain(message);
        });
    }

    it("refuses a start that lies outside of what is asked for, and filters by its keys", async () => {
        const start = { id: "5", region: "eu", tenant: "b", kind: "card", amount: 250 };

        const outside = await failure(query(tenant, {}, { ...names, ExclusiveStartKey: start }));
        const part = await failure(query(tenant, {}, { ...names, ExclusiveStartKey: { id: "5", region: "eu" } }));
        const filter = await failure(query(tenant, { ":k": "card" }, { ...names, FilterExpression: "kind = :k" }));

        expect(outside.message).to.contain("outside query boundaries");
        expect(part.message).to.contain("The provided starting key is invalid");
        expect(filter.message).to.contain("Primary key attribute: kind");
    });

    it("is scanned by pages", async () => {
        const found: unknown[] = [];
        let start: Record<string, unknown> | undefined;
        do {
            const page = await dynamo.document.scan({
                TableName: "sales",
                IndexName: "by-all",
                Limit: 2,
                ExclusiveStartKey: start,
            });
            found.push(...(page.Items ?? []).map(({ id }) => id as string));
            start = page.LastEvaluatedKey;
        } while (start !== undefined);

        expect(found.sort()).to.deep.equal(["1", "2", "3", "4", "5"]);
    });

    it("loses an item with any of its attributes", async () => {
        await dynamo.document.update({ TableName: "sales", Key: { id: "2" }, UpdateExpression: "REMOVE amount" });

        expect(await ids(tenant, {}, names)).to.deep.equal(["3", "1", "4"]);
    });
});

type KeySchema = NonNullable<CreateTableCommandInput["KeySchema"]>;

/** A table with the key `id` and the index `by-all`. */
function table(TableName: string, KeySchema: KeySchema): CreateTableCommandInput {
    const names = new Set(["id", ...KeySchema.map(({ AttributeName = "" }) => AttributeName)]);
    return {
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [...names].map((AttributeName) => ({
            AttributeName,
            AttributeType: AttributeName === "amount" ? "N" : "S",
        })),
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [{ IndexName: "by-all", KeySchema, Projection: { ProjectionType: "ALL" } }],
    };
}
