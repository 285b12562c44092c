import { alarmProperties, callAlarms, findAlarm, nameRule } from "./call-alarms";
import { oneOf, refuse } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { comparisonNames, missingDataNames } from "../alarms/evaluate";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    required: ["comparisonOperator", "evaluationPeriods"],
    replaces: ["name"],
    defaults: { actionsEnabled: true, treatMissingData: "missing", "metricQueries.returnData": false },
    sets: ["alarmActions", "okActions", "insufficientDataActions"],
    autoName: { property: "name", maxLength: 255 },
    check: refuse({
        ...nameRule,
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
    async read({ id, inputs }, cloud) {
        const alarm = await findAlarm(cloud, id);
        return (
            alarm && {
                ...alarmProperties(alarm, inputs),
                comparisonOperator: alarm.ComparisonOperator,
                evaluationPeriods: alarm.EvaluationPeriods,
                threshold: alarm.Threshold,
                period: alarm.Period,
            }
        );
    },
    async create({ inputs }, cloud) {
        await callAlarms(cloud, "PutMetricAlarm", inputs, {
            Namespace: inputs.namespace,
            MetricName: inputs.metricName,
            Dimensions: Object.entries((inputs.dimensions ?? {}) as Properties).map(([Name, Value]) => ({
                Name,
                Value: Value as string,
            })),
            Statistic: inputs.statistic,
            ExtendedStatistic: inputs.extendedStatistic,
            Period: inputs.period,
            Unit: inputs.unit,
            EvaluationPeriods: inputs.evaluationPeriods,
            DatapointsToAlarm: inputs.datapointsToAlarm,
            Threshold: inputs.threshold,
            ThresholdMetricId: inputs.thresholdMetricId,
            ComparisonOperator: inputs.comparisonOperator,
            TreatMissingData: inputs.treatMissingData,
            EvaluateLowSampleCountPercentile: inputs.evaluateLowSampleCountPercentiles,
            Metrics: inputs.metricQueries,
        });
    },
    async delete({ id }, cloud) {
        await cloud.call(cloud.cloudwatch, "DeleteAlarms", { AlarmNames: [id] });
    },
};
