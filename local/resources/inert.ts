import type { ResourceRules, ResourceType } from "./resource-type";
import { alarmRules, dashboardRules, logMetricFilterRules, topicRules } from "./rules/inert";

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

const logMetricFilter: ResourceType = {
    ...logMetricFilterRules,
    autoName: { property: "name", maximum: 512 },
    outputs: ({ inputs }) => ({ id: inputs.name as string, outputs: { ...inputs } }),
};

export const inertTypes: Readonly<Record<string, ResourceType>> = {
    "aws:cloudwatch/dashboard:Dashboard": dashboard,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": logMetricFilter,
    "aws:cloudwatch/metricAlarm:MetricAlarm": inert(
        alarmRules,
        (name, region, accountId) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    ),
    "aws:sns/topic:Topic": inert(topicRules, (name, region, accountId) => `arn:aws:sns:${region}:${accountId}:${name}`),
};
