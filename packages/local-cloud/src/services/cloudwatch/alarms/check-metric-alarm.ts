import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";

import { refuseMembers } from "../../refuse-members";
import { invalidAlarm } from "../errors";
import { isStatistic } from "../statistics";
import type { MetricAlarmInput } from "./alarm";
import { comparisonNames, missingDataNames } from "./evaluate";

const daySeconds = 86_400;

/**
 * What of a metric alarm is not as it is with others.
 *
 * @throws AwsError
 */
export function checkMetricAlarm(input: PutMetricAlarmInput): asserts input is MetricAlarmInput {
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
    const { Statistic, ExtendedStatistic, DatapointsToAlarm, TreatMissingData = "missing" } = input;
    if (input.Namespace === undefined || input.MetricName === undefined || input.Threshold === undefined) {
        throw invalidAlarm("Namespace, MetricName and Threshold are required");
    }
    if ((Statistic === undefined) === (ExtendedStatistic === undefined) || !isStatistic(readStatistic(input))) {
        throw invalidAlarm(
            "Exactly one of Statistic and ExtendedStatistic is required, of those that the local cloud has",
        );
    }
    const { Period = 0, EvaluationPeriods = 0 } = input;
    if (Period <= 0 || Period % 60 !== 0) {
        throw invalidAlarm(`Period is ${Period}: it must be a multiple of 60 in the local cloud`);
    }
    if (EvaluationPeriods < 1 || Period * EvaluationPeriods > (Period < 3_600 ? 1 : 7) * daySeconds) {
        throw invalidAlarm(
            "EvaluationPeriods times Period must be at most a day, or seven days where Period is an hour or more",
        );
    }
    if (DatapointsToAlarm !== undefined && (DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods)) {
        throw invalidAlarm(`DatapointsToAlarm is ${DatapointsToAlarm}: it must be from 1 to EvaluationPeriods`);
    }
    checkOneOf("ComparisonOperator", input.ComparisonOperator, comparisonNames);
    checkOneOf("TreatMissingData", TreatMissingData, missingDataNames);
}

/** `Sum`, `p99`, … */
export function readStatistic({ Statistic, ExtendedStatistic = "" }: PutMetricAlarmInput): string {
    return Statistic ?? ExtendedStatistic;
}

function checkOneOf(member: string, value: string | undefined, values: readonly string[]): void {
    if (value === undefined || !values.includes(value)) {
        throw invalidAlarm(`${member} is "${value}": it must be one of ${values.join(", ")}`);
    }
}
