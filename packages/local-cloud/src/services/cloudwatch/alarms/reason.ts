import { formatInstant } from "./actions";
import { type MetricAlarmInput, type StateValue, readStatistic } from "./alarm";

/**
 * Why a metric alarm is in a state, for people.
 *
 * @param recent its values, the newest first
 */
export function describeReason(alarm: MetricAlarmInput, value: StateValue, recent: readonly number[]): string {
    const { EvaluationPeriods: evaluationPeriods, DatapointsToAlarm = evaluationPeriods } = alarm;
    if (recent.length === 0) {
        return value === "INSUFFICIENT_DATA"
            ? `Insufficient Data: ${evaluationPeriods} datapoints were unknown.`
            : `Threshold Crossed: no datapoints were received for ${evaluationPeriods} periods and ${evaluationPeriods} missing ` +
                  `datapoints were treated as [${alarm.TreatMissingData === "breaching" ? "Breaching" : "NonBreaching"}].`;
    }
    return (
        `Threshold Crossed: the last ${recent.length} datapoints [${recent.join(", ")}], ${alarm.ComparisonOperator} ${alarm.Threshold} ` +
        `(minimum ${DatapointsToAlarm} datapoints for OK -> ALARM transition).`
    );
}

/** The same for programs, as JSON. */
export function readReasonData(alarm: MetricAlarmInput, recent: readonly number[], now: number): string {
    return JSON.stringify({
        version: "1.0",
        queryDate: formatInstant(now),
        unit: alarm.Unit,
        statistic: readStatistic(alarm),
        period: alarm.Period,
        // The oldest first.
        recentDatapoints: [...recent].reverse(),
        threshold: alarm.Threshold,
    });
}
