import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";

import { lookUp } from "../../../resources/look-up";
import { accepted, existingArn, notHere, oneOf, refuse, type Rule, wholeNumber } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { makeUuid } from "../../../uuid";
import { functionArn } from "../functions/function-arn";
import { defaultSettings, mappingArn, type MappingSettings } from "../event-sources/event-source-mapping";
import { compileFilters } from "../event-sources/record-filter";
import { existingFunction, failureQueue, functionName } from "./function-name";

/** A stream of a table that is there: the stream itself may be turned on by the same update. */
const streamOfTable: Rule = async (value, inputs, context) => {
    const [, table] = /^(arn:[\w-]+:dynamodb:[^/]+:table\/[^/]+)\/stream\/.+$/.exec(String(value)) ?? [];
    return table === undefined
        ? `"${String(value)}" is not the ARN of a table's stream, which is all that functions read here`
        : existingArn(table, inputs, context);
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const definition: ResourceType = {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    required: ["eventSourceArn", "functionName", "startingPosition"],
    replaces: [
        "amazonManagedKafkaEventSourceConfig",
        "eventSourceArn",
        "queues",
        "selfManagedEventSource",
        "selfManagedKafkaEventSourceConfig",
        "startingPosition",
        "startingPositionTimestamp",
        "topics",
    ],
    defaults: { enabled: true },
    sets: ["functionResponseTypes"],
    canonical: { functionName: (name) => functionName(name as string) },
    check: refuse({
        functionName: existingFunction,
        eventSourceArn: streamOfTable,
        startingPosition: oneOf("TRIM_HORIZON", "LATEST"),
        batchSize: wholeNumber(1, 10_000),
        maximumBatchingWindowInSeconds: wholeNumber(0, 300),
        maximumRecordAgeInSeconds: (age, ...rest) => (age === -1 ? undefined : wholeNumber(60, 604_800)(age, ...rest)),
        maximumRetryAttempts: wholeNumber(-1, 10_000),
        parallelizationFactor: wholeNumber(1, 10),
        "filterCriteria.filters": (filters) =>
            accepted(() => compileFilters({ Filters: toFilters(filters as Properties[]) }))(filters, {}, {} as never),
        functionResponseTypes: (types) =>
            (types as string[]).every((type) => type === "ReportBatchItemFailures")
                ? undefined
                : `holds ${String(types)}: it may hold ReportBatchItemFailures`,
        "destinationConfig.onFailure.destinationArn": failureQueue,
        // Of other sources, of windows that aggregate, and of metrics of one's own.
        ...notHere(
            "amazonManagedKafkaEventSourceConfig",
            "documentDbEventSourceConfig",
            "kmsKeyArn",
            "metricsConfig",
            "provisionedPollerConfig",
            "queues",
            "scalingConfig",
            "selfManagedEventSource",
            "selfManagedKafkaEventSourceConfig",
            "sourceAccessConfigurations",
            "startingPositionTimestamp",
            "topics",
            "tumblingWindowInSeconds",
        ),
    }),
    outputs({ urn, inputs }, place) {
        const uuid = makeUuid(JSON.stringify([urn, inputs.eventSourceArn, inputs.startingPosition]));
        return {
            id: uuid,
            outputs: {
                maximumRecordAgeInSeconds: -1,
                maximumRetryAttempts: -1,
                parallelizationFactor: 1,
                ...inputs,
                uuid,
                arn: mappingArn(place, uuid),
                functionArn: functionArn(place, functionName(inputs.functionName as string)),
                state: inputs.enabled === false ? "Disabled" : "Enabled",
                tagsAll: inputs.tags ?? {},
            },
        };
    },
    async read({ id, inputs }, cloud) {
        const live = await lookUp(() =>
            cloud.call<EventSourceMappingConfiguration>(cloud.lambda, "GetEventSourceMapping", { UUID: id }),
        );
        const enabled = live?.State === "Enabled";
        return live && (enabled === (inputs.enabled !== false) ? {} : { enabled });
    },
    async create({ id, inputs }, cloud) {
        await cloud.lambda.eventSources.put(id, inputs.functionName as string, toSettings(inputs));
    },
    async delete({ id }, cloud) {
        await cloud.lambda.eventSources.delete(id);
    },
};

function toSettings(inputs: Properties): MappingSettings {
    const { filterCriteria, destinationConfig } = inputs as {
        filterCriteria?: { filters?: Properties[] };
        destinationConfig?: { onFailure?: { destinationArn?: string } };
    };
    const given = {
        Enabled: inputs.enabled,
        BatchSize: inputs.batchSize,
        MaximumBatchingWindowInSeconds: inputs.maximumBatchingWindowInSeconds,
        MaximumRecordAgeInSeconds: inputs.maximumRecordAgeInSeconds,
        MaximumRetryAttempts: inputs.maximumRetryAttempts,
        ParallelizationFactor: inputs.parallelizationFactor,
        BisectBatchOnFunctionError: inputs.bisectBatchOnFunctionError,
        FunctionResponseTypes: inputs.functionResponseTypes,
    } as Partial<MappingSettings>;
    return {
        ...defaultSettings,
        ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        EventSourceArn: inputs.eventSourceArn as string,
        StartingPosition: inputs.startingPosition as MappingSettings["StartingPosition"],
        FilterCriteria: { Filters: toFilters(filterCriteria?.filters) },
        DestinationConfig: { OnFailure: { Destination: destinationConfig?.onFailure?.destinationArn } },
    };
}

function toFilters(filters: readonly Properties[] = []) {
    return filters.map(({ pattern }) => ({ Pattern: pattern as string }));
}
