import type { Projection, ProvisionedThroughput, SSESpecification } from "@aws-sdk/client-dynamodb";

import type { StreamViewType } from "./streams/stream-record";

export type KeySchema = { AttributeName: string; KeyType: "HASH" | "RANGE" }[];

export interface IndexDefinition {
    IndexName: string;
    KeySchema: KeySchema;
    Projection: Projection;
    /** Of indexes of provisioned tables. */
    ProvisionedThroughput?: ProvisionedThroughput;
}

/** A table as CreateTable takes it. */
export interface TableDefinition {
    TableName: string;
    AttributeDefinitions: { AttributeName: string; AttributeType: "S" | "N" | "B" }[];
    KeySchema: KeySchema;
    GlobalSecondaryIndexes?: IndexDefinition[];
    BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST";
    ProvisionedThroughput?: ProvisionedThroughput;
    SSESpecification?: SSESpecification;
    TableClass?: string;
    DeletionProtectionEnabled?: boolean;
}

/** What is kept of a table, apart from its items. */
export interface TableRecord {
    definition: TableDefinition;
    id: string;
    /** Milliseconds since the epoch. */
    createdAt: number;
    /** The attribute that holds when an item expires, in seconds since the epoch; undefined while TTL is off. */
    expiryAttribute?: string;
    /** The stream of its changes, the last one that was turned on. */
    stream?: { label: string; viewType: StreamViewType; enabled: boolean };
    /** The prefixes of index entries that are yet to be made from the table's items. */
    unfilled?: string[];
}

/** The table's global indexes: it has no others. */
export function listIndexes({ GlobalSecondaryIndexes = [] }: TableDefinition): IndexDefinition[] {
    return GlobalSecondaryIndexes;
}

/** A key attribute's type. */
export function findKeyType(name: string, { AttributeDefinitions }: TableDefinition): "S" | "N" | "B" {
    return AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "S";
}
