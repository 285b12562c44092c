import type { DestinationConfig, FilterCriteria } from "@aws-sdk/client-lambda";

import type { Account } from "../../service";

/** An event source mapping as the store holds it. */
export interface EventSourceMapping {
    uuid: string;
    functionName: string;
    functionArn: string;
    settings: MappingSettings;
    /** Milliseconds since the epoch. */
    lastModified: number;
}

/** How a function gets the records of a stream: as CreateEventSourceMapping takes it, and complete. */
export interface MappingSettings {
    EventSourceArn: string;
    StartingPosition: "TRIM_HORIZON" | "LATEST";
    Enabled: boolean;
    BatchSize: number;
    MaximumBatchingWindowInSeconds: number;
    /** How many batches of a shard are with the function at once. */
    ParallelizationFactor: number;
    /** -1: as long as the stream has them. */
    MaximumRecordAgeInSeconds: number;
    /** -1: as long as the stream has them. */
    MaximumRetryAttempts: number;
    BisectBatchOnFunctionError: boolean;
    FunctionResponseTypes: readonly string[];
    FilterCriteria?: FilterCriteria;
    DestinationConfig?: DestinationConfig;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
export const defaultSettings = {
    Enabled: true,
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 0,
    ParallelizationFactor: 1,
    MaximumRecordAgeInSeconds: -1,
    MaximumRetryAttempts: -1,
    BisectBatchOnFunctionError: false,
    FunctionResponseTypes: [],
} satisfies Partial<MappingSettings>;

export function mappingArn({ region, accountId }: Account, uuid: string): string {
    return `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;
}
