import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { createHash } from "node:crypto";

import { lookUp } from "../../../resources/look-up";
import { accepted, existingArn, oneOf, refuse, type Rule, wholeNumber } from "../../../resources/refuse";
import type { Declared, Properties, ResourceType } from "../../../resources/resource-type";
import { functionArn } from "../functions/function-arn";
import { mappingArn } from "../event-sources/mapping-arn";
import { compileFilters } from "../event-sources/record-filter";
import { existingFunction, functionName } from "./function-name";

/** Of sources that are not here. */
const absent = [
    "amazonManagedKafkaEventSourceConfig",
    "documentDbEventSourceConfig",
    "kmsKeyArn",
    "provisionedPollerConfig",
    "queues",
    "scalingConfig",
    "selfManagedEventSource",
    "selfManagedKafkaEventSourceConfig",
    "sourceAccessConfigurations",
    "startingPositionTimestamp",
    "topics",
    "tumblingWindowInSeconds",
];

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
        "destinationConfig.onFailure.destinationArn": existingArn,
    }),
    outputs(declared, place) {
        const { inputs } = declared;
        const uuid = makeUuid(declared);
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
    async create(resource, cloud) {
        const { id, inputs } = resource;
        if ((await definition.read?.(resource, cloud)) === undefined) {
            const { eventSourceArn, startingPosition } = inputs as Record<string, string>;
            const position = startingPosition as "LATEST";
            const source = { EventSourceArn: eventSourceArn, StartingPosition: position };
            await cloud.lambda.eventSources.create({ ...toSettings(resource), ...source }, id);
        } else {
            await cloud.lambda.eventSources.update(id, toSettings(resource));
        }
    },
    async delete({ id }, cloud) {
        await cloud.lambda.eventSources.delete(id);
    },
};

/** All that can change. */
function toSettings({ name, inputs }: Declared) {
    const given = absent.filter((property) => inputs[property] !== undefined);
    if (given.length > 0) {
        throw new Error(`event source mapping "${name}": the local cloud does not have ${given.join(", ")}`);
    }
    const { filterCriteria, destinationConfig, metricsConfig } = inputs as Record<string, Properties | undefined>;
    const onFailure = destinationConfig?.onFailure as Properties | undefined;
    return {
        FunctionName: functionName(inputs.functionName as string),
        Enabled: inputs.enabled !== false,
        BatchSize: (inputs.batchSize as number | undefined) ?? 100,
        MaximumBatchingWindowInSeconds: (inputs.maximumBatchingWindowInSeconds as number | undefined) ?? 0,
        MaximumRecordAgeInSeconds: (inputs.maximumRecordAgeInSeconds as number | undefined) ?? -1,
        MaximumRetryAttempts: (inputs.maximumRetryAttempts as number | undefined) ?? -1,
        ParallelizationFactor: (inputs.parallelizationFactor as number | undefined) ?? 1,
        BisectBatchOnFunctionError: inputs.bisectBatchOnFunctionError === true,
        FunctionResponseTypes: (inputs.functionResponseTypes as "ReportBatchItemFailures"[] | undefined) ?? [],
        FilterCriteria: { Filters: toFilters(filterCriteria?.filters as Properties[] | undefined) },
        DestinationConfig: { OnFailure: { Destination: onFailure?.destinationArn as string | undefined } },
        MetricsConfig: { Metrics: (metricsConfig?.metrics ?? []) as "EventCount"[] },
    };
}

function toFilters(filters: readonly Properties[] = []) {
    return filters.map(({ pattern }) => ({ Pattern: pattern as string }));
}

/** A mapping's id, made from what makes it another one: a program's outputs are there before its resources. */
function makeUuid({ urn, inputs }: Declared): string {
    const what = JSON.stringify([urn, inputs.eventSourceArn, inputs.startingPosition]);
    const hex = createHash("sha256").update(what).digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
