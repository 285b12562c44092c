import type { ProvisionedThroughput } from "@aws-sdk/client-dynamodb";

import type { Account } from "../service";
import { indexArn, tableArn } from "./context";
import { streamArn } from "./streams/stream-arn";
import type { TableRecord } from "./table-record";

/**
 * A table as DescribeTable shows it.
 *
 * @param size how many items the table holds and their bytes
 */
export function tableDescription(
    account: Account,
    { definition, createdAt, id, stream }: TableRecord,
    status: "ACTIVE" | "DELETING",
    size: { items: number; bytes: number },
): object {
    const { TableName, BillingMode, SSESpecification, TableClass } = definition;
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
        GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.map((index) => ({
            IndexName: index.IndexName,
            KeySchema: index.KeySchema,
            Projection: index.Projection,
            IndexArn: indexArn(account, TableName, index.IndexName),
            IndexSizeBytes: 0,
            ItemCount: 0,
            IndexStatus: status,
            ProvisionedThroughput: throughput(index.ProvisionedThroughput),
        })),
        SSEDescription: SSESpecification?.Enabled && {
            Status: "ENABLED",
            SSEType: SSESpecification.SSEType ?? "KMS",
            // A program names a key by its ARN, or leaves it to the one that KMS has for DynamoDB in each account.
            KMSMasterKeyArn:
                SSESpecification.KMSMasterKeyId ??
                `arn:aws:kms:${account.region}:${account.accountId}:alias/aws/dynamodb`,
        },
        StreamSpecification: stream?.enabled ? { StreamEnabled: true, StreamViewType: stream.viewType } : undefined,
        LatestStreamLabel: stream?.label,
        LatestStreamArn: stream && streamArn(account, TableName, stream.label),
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
