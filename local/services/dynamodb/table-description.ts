import type { ProvisionedThroughput } from "@aws-sdk/client-dynamodb";

import type { Account } from "../service";
import { indexArn, tableArn } from "./context";
import type { IndexDefinition, TableRecord } from "./table-record";

export type TableStatus = "CREATING" | "ACTIVE" | "UPDATING" | "DELETING";

/**
 * A table as DescribeTable shows it. `StreamSpecification` is shown as it was set; there is no `LatestStreamArn`, for
 * streams are not supported.
 *
 * @param size how many items the table holds and their bytes
 */
export function tableDescription(
    account: Account,
    { definition, createdAt, id }: TableRecord,
    status: TableStatus,
    size: { items: number; bytes: number },
): object {
    const { TableName, BillingMode, SSESpecification, TableClass, StreamSpecification } = definition;
    const describe = (index: IndexDefinition) => ({
        IndexName: index.IndexName,
        KeySchema: index.KeySchema,
        Projection: index.Projection,
        IndexArn: indexArn(account, TableName, index.IndexName),
        IndexSizeBytes: 0,
        ItemCount: 0,
    });
    return {
        TableName,
        TableArn: tableArn(account, TableName),
        TableId: id,
        TableStatus: status,
        CreationDateTime: createdAt / 1000,
        AttributeDefinitions: definition.AttributeDefinitions,
        KeySchema: definition.KeySchema,
        ItemCount: size.items,
        TableSizeBytes: size.bytes,
        ProvisionedThroughput: throughput(definition.ProvisionedThroughput),
        BillingModeSummary: BillingMode === "PAY_PER_REQUEST" ? { BillingMode } : undefined,
        OnDemandThroughput: definition.OnDemandThroughput,
        LocalSecondaryIndexes: definition.LocalSecondaryIndexes?.map(describe),
        GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.map((index) => ({
            ...describe(index),
            IndexStatus: status === "DELETING" || status === "CREATING" ? status : "ACTIVE",
            ProvisionedThroughput: throughput(index.ProvisionedThroughput),
            OnDemandThroughput: index.OnDemandThroughput,
        })),
        StreamSpecification,
        SSEDescription: SSESpecification && {
            Status: "ENABLED",
            SSEType: SSESpecification.SSEType ?? "KMS",
            KMSMasterKeyArn: SSESpecification.KMSMasterKeyId,
        },
        TableClassSummary: TableClass && { TableClass },
        DeletionProtectionEnabled: definition.DeletionProtectionEnabled ?? false,
    };
}

function throughput(given: ProvisionedThroughput | undefined): object {
    return {
        NumberOfDecreasesToday: 0,
        ReadCapacityUnits: given?.ReadCapacityUnits ?? 0,
        WriteCapacityUnits: given?.WriteCapacityUnits ?? 0,
    };
}
