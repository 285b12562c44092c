import type { MetricAlarm, StateValue } from "./alarm";
import { formatInstant } from "./actions";

/**
 * Why a metric alarm is in a state, for people.
 *
 * @param recent its values, the newest first
 */
export function describeReason(alarm: MetricAlarm, value: StateValue, recent: readonly number[]): string {
    const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, comparison, threshold } = alarm;
    if (recent.length === 0) {
        return value === "INSUFFICIENT_DATA"
            ? `Insufficient Data: ${evaluationPeriods} datapoints were unknown.`
            : `Threshold Crossed: no datapoints were received for ${evaluationPeriods} periods and ${evaluationPeriods} missing ` +
                  `datapoints were treated as [${alarm.missingData === "breaching" ? "Breaching" : "NonBreaching"}].`;
    }
    return (
        `Threshold Crossed: the last ${recent.length} datapoints [${recent.join(", ")}], ${comparison} ${threshold} ` +
        `(minimum ${datapointsToAlarm} datapoints for OK -> ALARM transition).`
    );
}

/** The same for programs, as JSON. */
export function readReasonData(
    { statistic, threshold, unit }: MetricAlarm,
    recent: readonly number[],
    now: number,
    period: number,
): string {
    return JSON.stringify({
        version: "1.0",
        queryDate: formatInstant(now),
        ...(unit === undefined ? {} : { unit }),
        statistic,
        period,
        // The oldest first.
        recentDatapoints: [...recent].reverse(),
        threshold,
    });
}
