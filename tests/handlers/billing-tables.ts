import { stateIndexKeys } from "../../handlers/queries/indexes";
import type { DynamoFixture } from "local-cloud/testing";

export const stateTable = "state";
export const ledgerTable = "ledger";

/** Makes the state table and the ledger as `BillingStore` declares them. */
export async function createBillingTables({ service }: DynamoFixture): Promise<void> {
    const attributes = ["objectKey", ...Object.values(stateIndexKeys)];
    const index = (IndexName: string, hash: string) => ({
        IndexName,
        KeySchema: [
            { AttributeName: hash, KeyType: "HASH" as const },
            { AttributeName: "objectKey", KeyType: "RANGE" as const },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" as const },
    });
    await service.putTable({
        TableName: stateTable,
        AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: [{ AttributeName: "objectKey", KeyType: "HASH" }],
        GlobalSecondaryIndexes: Object.entries(stateIndexKeys).map(([name, key]) => index(name, key)),
        BillingMode: "PAY_PER_REQUEST",
    });
    await service.putTable({
        TableName: ledgerTable,
        AttributeDefinitions: [{ AttributeName: "eventId", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "eventId", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
    });
}
