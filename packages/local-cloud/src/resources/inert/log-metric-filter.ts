import { maxLength, refuse, validName } from "../refuse";
import type { ResourceType } from "../resource-type";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    required: ["logGroupName", "metricTransformation", "pattern"],
    replaces: ["name", "logGroupName"],
    defaults: { "metricTransformation.unit": "None" },
    autoName: { property: "name", maxLength: 512 },
    within: (inputs) => inputs.logGroupName as string,
    check: refuse({
        name: validName(1, 512, /^[^:*]+$/, "anything but colons and asterisks"),
        pattern: maxLength(1024),
    }),
    outputs: ({ inputs }) => ({
        id: inputs.name as string,
        outputs: { ...inputs, applyOnTransformedLogs: inputs.applyOnTransformedLogs ?? false },
    }),
};
