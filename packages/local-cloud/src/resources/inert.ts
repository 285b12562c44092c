import { createHash } from "node:crypto";

import type { ResourceRules, ResourceType } from "./resource-type";
import {
    alarmRules,
    basePathMappingRules,
    dashboardRules,
    domainNameRules,
    logMetricFilterRules,
    topicRules,
} from "./rules/inert";

/** A resource that a program may declare and read, and that changes nothing on one machine. */
function inert(rules: ResourceRules, arn: (name: string, region: string, accountId: string) => string): ResourceType {
    return {
        ...rules,
        autoName: { property: "name", maximum: 255 },
        outputs: ({ inputs }, { region, accountId }) => ({
            id: inputs.name as string,
            outputs: { ...inputs, arn: arn(inputs.name as string, region, accountId), tagsAll: inputs.tags ?? {} },
        }),
    };
}

const dashboard: ResourceType = {
    ...dashboardRules,
    autoName: { property: "dashboardName", maximum: 255 },
    outputs: ({ inputs }, { accountId }) => ({
        id: inputs.dashboardName as string,
        outputs: { ...inputs, dashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${inputs.dashboardName}` },
    }),
};

/** A domain name of the account's own. The webhook's port serves requests for any host, as under such a name. */
const domainName: ResourceType = {
    ...domainNameRules,
    outputs: ({ urn, inputs }, { region }) => {
        const label = createHash("sha256").update(urn).digest("hex").slice(0, 10);
        const made = {
            regionalDomainName: `d-${label}.execute-api.${region}.amazonaws.com`,
            regionalZoneId: "Z0LOCALREGION",
        };
        return {
            id: inputs.domainName as string,
            outputs: {
                ...inputs,
                ...made,
                arn: `arn:aws:apigateway:${region}::/domainnames/${inputs.domainName}`,
                cloudfrontDomainName: `${label}.cloudfront.net`,
                // CloudFront's, which is the same for everyone.
                cloudfrontZoneId: "Z2FDTNDATAQYW2",
                endpointConfiguration: inputs.endpointConfiguration ?? { types: "EDGE" },
                routingMode: inputs.routingMode ?? "BASE_PATH_MAPPING_ONLY",
                securityPolicy: inputs.securityPolicy ?? "TLS_1_2",
                tagsAll: inputs.tags ?? {},
            },
        };
    },
};

/** Which API a domain name's path leads to: here, any path leads to the API that has it. */
const basePathMapping: ResourceType = {
    ...basePathMappingRules,
    outputs: ({ inputs }) => ({
        id: `${inputs.domainName}/${(inputs.basePath as string | undefined) ?? ""}`,
        outputs: { ...inputs },
    }),
};

const logMetricFilter: ResourceType = {
    ...logMetricFilterRules,
    autoName: { property: "name", maximum: 512 },
    within: (inputs) => inputs.logGroupName as string,
    outputs: ({ inputs }) => ({
        id: inputs.name as string,
        outputs: { ...inputs, applyOnTransformedLogs: inputs.applyOnTransformedLogs ?? false },
    }),
};

export const inertTypes: Readonly<Record<string, ResourceType>> = {
    "aws:apigateway/domainName:DomainName": domainName,
    "aws:apigateway/basePathMapping:BasePathMapping": basePathMapping,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": logMetricFilter,
    "aws:cloudwatch/dashboard:Dashboard": dashboard,
    "aws:cloudwatch/metricAlarm:MetricAlarm": inert(
        alarmRules,
        (name, region, accountId) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    ),
    "aws:sns/topic:Topic": inert(topicRules, (name, region, accountId) => `arn:aws:sns:${region}:${accountId}:${name}`),
};
