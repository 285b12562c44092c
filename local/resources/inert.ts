import type { ResourceType } from "./resource-type";

/** A resource that a program may declare and read, and that changes nothing on one machine. */
function inert(arn: (name: string, region: string, accountId: string) => string): ResourceType {
    return {
        autoName: { property: "name", maximum: 255 },
        outputs: ({ inputs }, { region, accountId }) => ({
            id: inputs.name as string,
            outputs: { ...inputs, arn: arn(inputs.name as string, region, accountId), tagsAll: inputs.tags ?? {} },
        }),
    };
}

const dashboard: ResourceType = {
    autoName: { property: "dashboardName", maximum: 255 },
    outputs: ({ inputs }, { accountId }) => ({
        id: inputs.dashboardName as string,
        outputs: { ...inputs, dashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${inputs.dashboardName}` },
    }),
};

export const inertTypes: Readonly<Record<string, ResourceType>> = {
    "aws:cloudwatch/dashboard:Dashboard": dashboard,
    "aws:cloudwatch/metricAlarm:MetricAlarm": inert(
        (name, region, accountId) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    ),
    "aws:sns/topic:Topic": inert((name, region, accountId) => `arn:aws:sns:${region}:${accountId}:${name}`),
};
