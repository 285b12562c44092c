import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";

import { refuseMembers } from "../../refuse-members";
import { invalidAlarm } from "../errors";
import { readDimensions } from "../put-metric-data";
import { isStatistic } from "../statistics";
import type { MetricAlarm } from "./alarm";
import { type Comparison, comparisonNames, type MissingData, missingDataNames } from "./evaluate";

const daySeconds = 86_400;

/**
 * What a metric alarm is about, checked.
 *
 * @throws AwsError
 */
export function readMetricAlarm(input: PutMetricAlarmInput) {
    refuseMembers(
        input,
        [
            "Metrics",
            "ThresholdMetricId",
            "EvaluateLowSampleCountPercentile",
            "EvaluationCriteria",
            "EvaluationInterval",
        ],
        invalidAlarm,
    );
    const { Namespace: namespace, MetricName: metric, Threshold: threshold, Unit: unit } = input;
    if (namespace === undefined || metric === undefined || threshold === undefined) {
        throw invalidAlarm("Namespace, MetricName and Threshold are required");
    }
    const statistic = input.Statistic ?? input.ExtendedStatistic ?? "";
    if ((input.Statistic === undefined) === (input.ExtendedStatistic === undefined) || !isStatistic(statistic)) {
        throw invalidAlarm(
            "Exactly one of Statistic and ExtendedStatistic is required, of those that the local cloud has",
        );
    }
    const { Period: periodSeconds = 0, EvaluationPeriods: evaluationPeriods = 0, DatapointsToAlarm } = input;
    if (periodSeconds <= 0 || periodSeconds % 60 !== 0) {
        throw invalidAlarm(`Period is ${periodSeconds}: it must be a multiple of 60 in the local cloud`);
    }
    if (evaluationPeriods < 1 || periodSeconds * evaluationPeriods > (periodSeconds < 3_600 ? 1 : 7) * daySeconds) {
        throw invalidAlarm(
            "EvaluationPeriods times Period must be at most a day, or seven days where Period is an hour or more",
        );
    }
    if (DatapointsToAlarm !== undefined && (DatapointsToAlarm < 1 || DatapointsToAlarm > evaluationPeriods)) {
        throw invalidAlarm(`DatapointsToAlarm is ${DatapointsToAlarm}: it must be from 1 to EvaluationPeriods`);
    }
    const alarm: Pick<
        MetricAlarm,
        "type" | "metric" | "statistic" | "periodSeconds" | "evaluationPeriods" | "threshold" | "comparison"
    > = {
        type: "MetricAlarm",
        metric: { namespace, metric, dimensions: readDimensions(input.Dimensions) },
        statistic,
        periodSeconds,
        evaluationPeriods,
        threshold,
        comparison: oneOf<Comparison>("ComparisonOperator", input.ComparisonOperator, comparisonNames),
    };
    return {
        ...alarm,
        ...(unit === undefined ? {} : { unit }),
        ...(DatapointsToAlarm === undefined ? {} : { datapointsToAlarm: DatapointsToAlarm }),
        ...(input.TreatMissingData === undefined
            ? {}
            : { missingData: oneOf<MissingData>("TreatMissingData", input.TreatMissingData, missingDataNames) }),
    };
}

function oneOf<T extends string>(member: string, value: string | undefined, values: readonly T[]): T {
    const found = values.find((one) => one === value);
    if (found === undefined) {
        throw invalidAlarm(`${member} is "${value}": it must be one of ${values.join(", ")}`);
    }
    return found;
}
