import {
    DeleteTableCommand,
    DescribeTableCommand,
    ListTablesCommand,
    waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

import { startDynamo, type DynamoFixture } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { ordersTable, tableWithId } from "./dynamo-tables";

describe("DynamoDB's tables", () => {
    let dynamo: DynamoFixture;

    beforeEach(async () => {
        dynamo = await startDynamo();
    });

    afterEach(() => dynamo.stop());

    const describeTable = async (TableName: string) =>
        (await dynamo.client.send(new DescribeTableCommand({ TableName }))).Table;
    const byKind = {
        IndexName: "by-kind",
        KeySchema: [{ AttributeName: "kind", KeyType: "HASH" as const }],
        Projection: { ProjectionType: "INCLUDE" as const, NonKeyAttributes: ["a"] },
    };
    const kindAndId = [
        { AttributeName: "id", AttributeType: "S" as const },
        { AttributeName: "kind", AttributeType: "S" as const },
    ];

    it("are described as they were made", async () => {
        const input = {
            ...ordersTable("orders"),
            TableClass: "STANDARD_INFREQUENT_ACCESS" as const,
            DeletionProtectionEnabled: true,
            SSESpecification: { Enabled: true },
        };

        await dynamo.service.putTable(input);
        await dynamo.document.put({ TableName: "orders", Item: { customer: "c", order: "o" } });

        const table = await describeTable("orders");
        const arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders";
        expect(table).to.deep.include({
            TableArn: arn,
            TableName: "orders",
            TableStatus: "ACTIVE",
            KeySchema: input.KeySchema,
            AttributeDefinitions: input.AttributeDefinitions,
            BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
            TableClassSummary: { TableClass: "STANDARD_INFREQUENT_ACCESS" },
            DeletionProtectionEnabled: true,
            SSEDescription: {
                Status: "ENABLED",
                SSEType: "KMS",
                KMSMasterKeyArn: "arn:aws:kms:eu-central-1:123456789012:alias/aws/dynamodb",
            },
            ItemCount: 1,
        });
        expect(table?.GlobalSecondaryIndexes?.[0]).to.deep.include({
            IndexName: "by-status",
            IndexArn: `${arn}/index/by-status`,
            IndexStatus: "ACTIVE",
            Projection: { ProjectionType: "ALL" },
        });
    });

    it("are deleted with all their items, unless they are protected", async () => {
        const TableName = "things";
        await dynamo.service.putTable(tableWithId(TableName, { DeletionProtectionEnabled: true }));
        await dynamo.document.put({ TableName, Item: { id: "1" } });

        const refused = await failure(dynamo.client.send(new DeleteTableCommand({ TableName })));
        const kept = await dynamo.document.scan({ TableName });
        await dynamo.service.putTable(tableWithId(TableName));
        const deleted = await dynamo.client.send(new DeleteTableCommand({ TableName }));
        await waitUntilTableNotExists(
            { client: dynamo.client, minDelay: 1, maxDelay: 1, maxWaitTime: 2 },
            { TableName },
        );
        await dynamo.service.putTable(tableWithId(TableName));

        expect(refused.name).to.equal("ValidationException");
        expect(kept.Count).to.equal(1);
        expect(deleted.TableDescription?.TableStatus).to.equal("DELETING");
        expect((await dynamo.document.scan({ TableName })).Count).to.equal(0);
    });

    it("are brought to a definition again and again, their items kept", async () => {
        await dynamo.service.putTable(tableWithId("things"));
        await dynamo.service.putTimeToLive("things", { enabled: true, attributeName: "expiresAt" });
        await dynamo.document.put({ TableName: "things", Item: { id: "1", kind: "x", a: 1, b: 2 } });
        const indexed = (projection: "ALL" | "KEYS_ONLY") =>
            tableWithId("things", {
                AttributeDefinitions: kindAndId,
                GlobalSecondaryIndexes: [{ ...byKind, Projection: { ProjectionType: projection } }],
            });
        const scan = async () => (await dynamo.document.scan({ TableName: "things", IndexName: "by-kind" })).Items;

        await dynamo.service.putTable(indexed("ALL"));
        const all = await scan();
        await dynamo.service.putTable(indexed("KEYS_ONLY"));
        const keys = await scan();
        await dynamo.service.putTable(tableWithId("things"));
        const replaced = await failure(
            dynamo.service.putTable(
                tableWithId("things", { AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }] }),
            ),
        );

        const { Items } = await dynamo.document.scan({ TableName: "things" });
        expect(all).to.deep.equal([{ id: "1", kind: "x", a: 1, b: 2 }]);
        expect(keys).to.deep.equal([{ id: "1", kind: "x" }]);
        expect(Items).to.deep.equal(all);
        expect(replaced.message).to.contain("must be replaced");
    });

    it("are listed in pages", async () => {
        for (const name of ["charlie", "alpha", "bravo"]) {
            await dynamo.service.putTable(tableWithId(name));
        }

        const first = await dynamo.client.send(new ListTablesCommand({ Limit: 2 }));
        const second = await dynamo.client.send(
            new ListTablesCommand({ ExclusiveStartTableName: first.LastEvaluatedTableName }),
        );

        expect(first.TableNames).to.deep.equal(["alpha", "bravo"]);
        expect(second.TableNames).to.deep.equal(["charlie"]);
        expect(second.LastEvaluatedTableName).to.equal(undefined);
    });
});
