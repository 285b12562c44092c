import { accepted, nameOf, refuse } from "./refuse";
import type { ResourceRules } from "../resource-type";

// What replaces a resource, and defaults: `ForceNew` and `Default` in the schemas of the provider, terraform-provider-aws
// `internal/service/cloudwatch` and `internal/service/sns`.

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const dashboardRules: ResourceRules = {
    required: ["dashboardBody"],
    replaces: ["dashboardName"],
    documents: ["dashboardBody"],
    check: refuse({
        dashboardName: nameOf(1, 255, /^[\w-]+$/, "letters, digits, hyphens and underscores"),
        dashboardBody: accepted((text) => JSON.parse(text) as unknown),
    }),
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const alarmRules: ResourceRules = {
    required: ["comparisonOperator", "evaluationPeriods"],
    replaces: ["name"],
    defaults: { actionsEnabled: true, treatMissingData: "missing", "metricQueries.returnData": false },
    sets: ["alarmActions", "okActions", "insufficientDataActions"],
    check: refuse({ name: nameOf(1, 255, /^[^\p{Cc}]+$/u, "no control characters") }),
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const logMetricFilterRules: ResourceRules = {
    required: ["logGroupName", "pattern", "metricTransformation"],
    replaces: ["name", "logGroupName"],
    check: refuse({ name: nameOf(1, 512, /^[^:*]+$/, "no colons and asterisks") }),
};

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const topicRules: ResourceRules = {
    replaces: ["name", "namePrefix", "fifoTopic"],
    defaults: { contentBasedDeduplication: false, fifoTopic: false },
    documents: ["policy"],
    check: refuse({ name: nameOf(1, 256, /^[\w-]+(\.fifo)?$/, "letters, digits, hyphens and underscores") }),
};
