import type {
    CreateEventSourceMappingRequest,
    DestinationConfig,
    FilterCriteria,
    UpdateEventSourceMappingRequest,
} from "@aws-sdk/client-lambda";

import { AwsError } from "../../../aws-error";
import { refuseMembers } from "../../refuse-members";
import { compileFilters } from "./record-filter";

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
    MetricsConfig?: { Metrics?: readonly string[] };
}

/** Members of requests by which nothing is done here: of other sources, and of windows that aggregate. */
const absent = [
    "AmazonManagedKafkaEventSourceConfig",
    "DocumentDBEventSourceConfig",
    "KMSKeyArn",
    "LoggingConfig",
    "ProvisionedPollerConfig",
    "Queues",
    "ScalingConfig",
    "SelfManagedEventSource",
    "SelfManagedKafkaEventSourceConfig",
    "SourceAccessConfigurations",
    "StartingPositionTimestamp",
    "Topics",
    "TumblingWindowInSeconds",
] as const;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
const defaults = {
    Enabled: true,
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 0,
    ParallelizationFactor: 1,
    MaximumRecordAgeInSeconds: -1,
    MaximumRetryAttempts: -1,
    BisectBatchOnFunctionError: false,
    FunctionResponseTypes: [],
};

/** From where to where each number may go; of a record's age, also -1. */
const ranges = {
    BatchSize: [1, 10_000],
    MaximumBatchingWindowInSeconds: [0, 300],
    ParallelizationFactor: [1, 10],
    MaximumRecordAgeInSeconds: [60, 604_800],
    MaximumRetryAttempts: [-1, 10_000],
} as const;

/**
 * The settings that a request makes of those before it, or of the defaults.
 *
 * @throws AwsError `InvalidParameterValueException`
 */
export function parseSettings(
    input: Partial<CreateEventSourceMappingRequest & UpdateEventSourceMappingRequest>,
    before?: MappingSettings,
): MappingSettings {
    refuseMembers(input, absent, invalid);
    const settings = { ...defaults, ...before };
    for (const member of [...Object.keys(defaults), ...optional, "EventSourceArn", "StartingPosition"] as const) {
        const value = (input as Record<string, unknown>)[member];
        if (value !== undefined && value !== null) {
            Object.assign(settings, { [member]: value });
        }
    }
    return check(settings as MappingSettings);
}

const optional = ["FilterCriteria", "DestinationConfig", "MetricsConfig"] as const;

function check(settings: MappingSettings): MappingSettings {
    for (const [member, [min, max]] of Object.entries(ranges) as [keyof typeof ranges, readonly [number, number]][]) {
        const value = settings[member];
        const isEndless = member === "MaximumRecordAgeInSeconds" && value === -1;
        if (!isEndless && !(Number.isInteger(value) && value >= min && value <= max)) {
            throw invalid(`${member} is ${value}: it must be a whole number from ${min} to ${max}`);
        }
    }
    if (!["TRIM_HORIZON", "LATEST"].includes(settings.StartingPosition)) {
        throw invalid(`StartingPosition must be TRIM_HORIZON or LATEST for ${settings.EventSourceArn}`);
    }
    refuseOthers("FunctionResponseTypes", settings.FunctionResponseTypes, "ReportBatchItemFailures");
    refuseOthers("MetricsConfig", settings.MetricsConfig?.Metrics ?? [], "EventCount");
    compileFilters(settings.FilterCriteria);
    const destination = settings.DestinationConfig?.OnFailure?.Destination;
    if (destination !== undefined && !destination.startsWith("arn:aws:sqs:")) {
        throw invalid(`The local cloud sends what a function failed to process to queues, not to ${destination}`);
    }
    return settings;
}

function refuseOthers(member: string, values: readonly string[], known: string): void {
    const other = values.find((value) => value !== known);
    if (other !== undefined) {
        throw invalid(`${member} holds ${other}: it may hold ${known}`);
    }
}

/** The error of a request with a member that is not valid. */
export function invalid(message: string): AwsError {
    return new AwsError("InvalidParameterValueException", message, 400, { Type: "User" });
}
