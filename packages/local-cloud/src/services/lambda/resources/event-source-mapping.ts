import type { EventSourceMappingConfiguration, Filter } from "@aws-sdk/client-lambda";

import { lookUp } from "../../../resources/look-up";
import { toMembers } from "../../../resources/member-names";
import { accepted, existingArn, notHere, oneOf, refuse, type Rule, wholeNumber } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
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

/** What AWS says of what a program leaves out. */
const omitted = { maximumRecordAgeInSeconds: -1, maximumRetryAttempts: -1, parallelizationFactor: 1 };

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
            accepted(() => compileFilters({ Filters: toMembers(filters) as Filter[] }))(filters, {}, {} as never),
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
            outputs: taggedOutputs({ ...omitted, ...inputs }, mappingArn(place, uuid), {
                uuid,
                functionArn: functionArn(place, functionName(inputs.functionName as string)),
                state: inputs.enabled === false ? "Disabled" : "Enabled",
            }),
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

function toSettings({ functionName: _, tags: _t, destinationConfig, ...inputs }: Properties): MappingSettings {
    const { onFailure } = (destinationConfig ?? {}) as { onFailure?: { destinationArn?: string } };
    return {
        ...defaultSettings,
        ...(toMembers(inputs) as MappingSettings),
        DestinationConfig: { OnFailure: { Destination: onFailure?.destinationArn } },
    };
}
