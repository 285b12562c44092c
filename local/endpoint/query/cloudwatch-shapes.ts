import { list, numbers, type QueryShapes, strings, structure } from "../shape";

const dimensions = list(structure(strings("Name", "Value")));
const metric = structure({ ...strings("Namespace", "MetricName"), Dimensions: dimensions });
const data = list(
    structure({
        ...strings("MetricName", "Unit"),
        Dimensions: dimensions,
        Timestamp: "timestamp",
        ...numbers("Value", "StorageResolution"),
        StatisticValues: structure(numbers("SampleCount", "Sum", "Minimum", "Maximum")),
        Values: list("number"),
        Counts: list("number"),
    }),
);
const messages = list(structure(strings("Code", "Value")));

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/ */
export const cloudWatchShapes: QueryShapes = {
    targetPrefix: "GraniteServiceVersion20100801",
    apiVersion: "2010-08-01",
    xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    operations: {
        PutMetricData: {
            input: structure({
                Namespace: "string",
                MetricData: data,
                EntityMetricData: list(structure({ MetricData: data })),
            }),
        },
        GetMetricData: {
            input: structure({
                MetricDataQueries: list(
                    structure({
                        ...strings("Id", "Expression", "Label", "AccountId"),
                        MetricStat: structure({ Metric: metric, Period: "number", ...strings("Stat", "Unit") }),
                        ReturnData: "boolean",
                        Period: "number",
                    }),
                ),
                StartTime: "timestamp",
                EndTime: "timestamp",
                ...strings("NextToken", "ScanBy"),
                MaxDatapoints: "number",
                LabelOptions: structure(strings("Timezone")),
            }),
            output: structure({
                MetricDataResults: list(
                    structure({
                        ...strings("Id", "Label", "StatusCode"),
                        Timestamps: list("timestamp"),
                        Values: list("number"),
                        Messages: messages,
                    }),
                ),
                NextToken: "string",
                Messages: messages,
            }),
        },
        GetMetricStatistics: {
            input: structure({
                ...strings("Namespace", "MetricName", "Unit"),
                Dimensions: dimensions,
                StartTime: "timestamp",
                EndTime: "timestamp",
                Period: "number",
                Statistics: list("string"),
                ExtendedStatistics: list("string"),
            }),
            output: structure({
                Label: "string",
                Datapoints: list(
                    structure({
                        Timestamp: "timestamp",
                        ...numbers("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
                        Unit: "string",
                        ExtendedStatistics: { kind: "map", of: "number", key: "key", value: "value" },
                    }),
                ),
            }),
        },
        ListMetrics: {
            input: structure({
                ...strings("Namespace", "MetricName", "NextToken", "RecentlyActive", "OwningAccount"),
                Dimensions: dimensions,
                IncludeLinkedAccounts: "boolean",
            }),
            output: structure({ Metrics: list(metric), NextToken: "string", OwningAccounts: list("string") }),
        },
    },
};
