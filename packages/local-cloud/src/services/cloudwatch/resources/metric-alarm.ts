import type { ComparisonOperator, MetricDataQuery, StandardUnit, Statistic } from "@aws-sdk/client-cloudwatch";

import { oneOf, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { putMetricAlarm } from "../alarms/alarm-operations";
import { comparisonNames, missingDataNames } from "../alarms/evaluate";
import { alarmName, readAlarmProperties } from "./alarm-properties";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    required: ["comparisonOperator", "evaluationPeriods"],
    replaces: ["name"],
    defaults: { actionsEnabled: true, treatMissingData: "missing", "metricQueries.returnData": false },
    sets: ["alarmActions", "okActions", "insufficientDataActions"],
    autoName: { property: "name", maxLength: 255 },
    check: refuse({
        name: alarmName,
        comparisonOperator: oneOf(...comparisonNames),
        treatMissingData: oneOf(...missingDataNames),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    // Nothing but the program changes an alarm that stands, save its state.
    read: async ({ id }, cloud) => (cloud.cloudwatch.alarms.find(id) === undefined ? undefined : {}),
    async create({ id, inputs }, cloud) {
        await putMetricAlarm(cloud.cloudwatch.alarms, {
            ...readAlarmProperties(id, inputs),
            Namespace: inputs.namespace as string,
            MetricName: inputs.metricName as string,
            Dimensions: Object.entries((inputs.dimensions ?? {}) as Record<string, string>).map(([Name, Value]) => ({
                Name,
                Value,
            })),
            Statistic: inputs.statistic as Statistic | undefined,
            ExtendedStatistic: inputs.extendedStatistic as string | undefined,
            Period: inputs.period as number | undefined,
            Unit: inputs.unit as StandardUnit | undefined,
            EvaluationPeriods: inputs.evaluationPeriods as number,
            DatapointsToAlarm: inputs.datapointsToAlarm as number | undefined,
            Threshold: inputs.threshold as number | undefined,
            ThresholdMetricId: inputs.thresholdMetricId as string | undefined,
            ComparisonOperator: inputs.comparisonOperator as ComparisonOperator,
            TreatMissingData: inputs.treatMissingData as string | undefined,
            EvaluateLowSampleCountPercentile: inputs.evaluateLowSampleCountPercentiles as string | undefined,
            Metrics: inputs.metricQueries as MetricDataQuery[] | undefined,
        });
    },
    async delete({ id }, cloud) {
        await cloud.cloudwatch.alarms.delete(id);
    },
};
