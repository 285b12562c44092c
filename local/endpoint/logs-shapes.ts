import { list, type Shape, type ServiceShapes, strings, structure } from "./shape";

const group = strings("logGroupName", "logGroupIdentifier");
const stream = { ...group, logStreamName: "string" } satisfies Record<string, Shape>;
const page = { nextToken: "string", limit: "number" } as const;
/** Milliseconds since the epoch. */
const range = { startTime: "number", endTime: "number" } as const;
const tags: Shape = { kind: "map", of: "string", key: "key", value: "value" };

/** Inputs of https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/ */
export const logsShapes: ServiceShapes = {
    targetPrefix: "Logs_20140328",
    operations: {
        CreateLogGroup: { input: structure({ ...group, tags }) },
        CreateLogStream: { input: structure(stream) },
        DeleteLogGroup: { input: structure(group) },
        DeleteLogStream: { input: structure(stream) },
        DeleteRetentionPolicy: { input: structure(group) },
        DescribeLogGroups: { input: structure({ ...strings("logGroupNamePrefix", "logGroupNamePattern"), ...page }) },
        DescribeLogStreams: {
            input: structure({
                ...group,
                ...strings("logStreamNamePrefix", "orderBy"),
                descending: "boolean",
                ...page,
            }),
        },
        FilterLogEvents: {
            input: structure({
                ...group,
                ...strings("logStreamNamePrefix", "filterPattern"),
                logStreamNames: list("string"),
                ...range,
                ...page,
            }),
        },
        GetLogEvents: { input: structure({ ...stream, startFromHead: "boolean", ...range, ...page }) },
        ListTagsForResource: { input: structure(strings("resourceArn")) },
        ListTagsLogGroup: { input: structure(group) },
        PutLogEvents: {
            input: structure({
                ...stream,
                logEvents: list(structure({ message: "string", timestamp: "number" })),
            }),
        },
        PutRetentionPolicy: { input: structure({ ...group, retentionInDays: "number" }) },
    },
};
