import { notHere, oneOf, refuse, type Rule, wholeNumber } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { comparisonNames, missingDataNames } from "../alarms/evaluate";
import { isStatistic } from "../statistics";
import { alarmName, alarmRules, readAlarm } from "./alarm-properties";

const daySeconds = 86_400;

const evaluationPeriods: Rule = (count, { period }) =>
    Number(count) < 1 || Number(count) * Number(period) > (Number(period) < 3_600 ? 1 : 7) * daySeconds
        ? "times period must be at most a day, or seven days where period is an hour or more"
        : undefined;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    required: ["comparisonOperator", "evaluationPeriods", "metricName", "namespace", "period", "threshold"],
    replaces: ["name"],
    defaults: { actionsEnabled: true, treatMissingData: "missing", "metricQueries.returnData": false },
    sets: ["alarmActions", "okActions", "insufficientDataActions"],
    autoName: { property: "name", maxLength: 255 },
    check: refuse({
        name: alarmName,
        ...alarmRules,
        // Alarms by metric math, and by metrics with few values.
        ...notHere("metricQueries", "thresholdMetricId", "evaluateLowSampleCountPercentiles"),
        comparisonOperator: oneOf(...comparisonNames),
        treatMissingData: oneOf(...missingDataNames),
        statistic: oneOf("SampleCount", "Sum", "Average", "Minimum", "Maximum"),
        extendedStatistic: (name, { statistic }) =>
            statistic === undefined && isStatistic(String(name))
                ? undefined
                : "must be a percentile, and must not be beside a statistic",
        period: (seconds) =>
            Number(seconds) > 0 && Number(seconds) % 60 === 0
                ? undefined
                : `is ${String(seconds)}: it must be a multiple of 60 in the local cloud`,
        evaluationPeriods,
        datapointsToAlarm: (count, inputs, context) =>
            wholeNumber(1, inputs.evaluationPeriods as number)(count, inputs, context),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: taggedOutputs(inputs, `arn:aws:cloudwatch:${region}:${accountId}:alarm:${inputs.name}`),
    }),
    // Nothing but the program changes an alarm that stands, save its state.
    read: async ({ id }, cloud) => (cloud.cloudwatch.alarms.find(id) === undefined ? undefined : {}),
    async create({ id, inputs }, cloud) {
        if (inputs.statistic === undefined && inputs.extendedStatistic === undefined) {
            throw new Error("it needs a statistic or an extendedStatistic");
        }
        await cloud.cloudwatch.alarms.put({ type: "MetricAlarm", input: readAlarm({ ...inputs, name: id }) });
    },
    async delete({ id }, cloud) {
        await cloud.cloudwatch.alarms.delete(id);
    },
};
