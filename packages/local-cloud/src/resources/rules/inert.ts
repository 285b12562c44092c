import { accepted, nameOf, refuse } from "./refuse";
import type { ResourceRules } from "../resource-type";

// What replaces a resource, and defaults: `ForceNew` and `Default` in the schemas of the provider, terraform-provider-aws
// `internal/service/` `apigateway`, `cloudwatch`, `logs` and `sns`.

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

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html */
export const domainNameRules: ResourceRules = {
    required: ["domainName"],
    replaces: ["domainName", "certificateBody", "certificateChain", "certificatePrivateKey", "regionalCertificateName"],
    documents: ["policy"],
    check: refuse({
        domainName: (name) =>
            /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(String(name))
                ? undefined
                : `"${String(name)}" is not a domain name`,
    }),
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html */
export const basePathMappingRules: ResourceRules = {
    required: ["domainName", "restApi"],
    replaces: ["domainName", "domainNameId"],
    check: refuse({
        basePath: (path) => (/^[\w$.+!*'()/-]*$/.test(String(path)) ? undefined : `"${String(path)}" is not a path`),
    }),
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const logMetricFilterRules: ResourceRules = {
    required: ["logGroupName", "metricTransformation", "pattern"],
    replaces: ["name", "logGroupName"],
    defaults: { "metricTransformation.unit": "None" },
    check: refuse({
        name: nameOf(1, 512, /^[^:*]+$/, "anything but colons and asterisks"),
        pattern: (pattern) => (String(pattern).length > 1024 ? "has more than 1024 characters" : undefined),
    }),
};

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const topicRules: ResourceRules = {
    replaces: ["name", "namePrefix", "fifoTopic"],
    defaults: { contentBasedDeduplication: false, fifoTopic: false },
    documents: ["policy"],
    check: refuse({ name: nameOf(1, 256, /^[\w-]+(\.fifo)?$/, "letters, digits, hyphens and underscores") }),
};
