import type { StateValue } from "./alarm";

/** What holds between a value and the threshold when the value is bad. */
const comparisons = {
    GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
    GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
    LessThanThreshold: (value: number, threshold: number) => value < threshold,
    LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};
export type Comparison = keyof typeof comparisons;
/** In the order in which they are documented. Anomaly detection's are not here. */
export const comparisonNames = Object.keys(comparisons) as Comparison[];

export const missingDataNames = ["breaching", "notBreaching", "ignore", "missing"] as const;
export type MissingData = (typeof missingDataNames)[number];

export interface Evaluation {
    /** A value for each period, the newest first; undefined where there was none. */
    values: readonly (number | undefined)[];
    evaluationPeriods: number;
    datapointsToAlarm: number;
    threshold: number;
    comparison: Comparison;
    missingData: MissingData;
    /** As it was until now. */
    current: StateValue;
}

/**
 * How many periods CloudWatch looks at: more than the alarm is about, so that a value that comes late counts. How many
 * more is not documented; its examples have two.
 */
export function rangePeriods(evaluationPeriods: number): number {
    return evaluationPeriods + 2;
}

/**
 * The state that a metric alarm has by its values.
 *
 * Source: the tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateAlarm(evaluation: Evaluation): StateValue {
    const { values, evaluationPeriods, datapointsToAlarm, threshold, comparison, missingData, current } = evaluation;
    const isBad = (value: number) => comparisons[comparison](value, threshold);
    const real = values.filter((value) => value !== undefined).slice(0, evaluationPeriods);
    const bad = real.filter(isBad).length;
    const absent = evaluationPeriods - real.length;
    if (bad >= datapointsToAlarm) {
        return "ALARM";
    }
    if (absent === 0) {
        return "OK";
    }
    switch (missingData) {
        case "breaching":
            return bad + absent >= datapointsToAlarm ? "ALARM" : "OK";
        case "notBreaching":
            return "OK";
        case "ignore":
            return bad === real.length ? current : "OK";
        case "missing":
            if (real.length === 0) {
                return "INSUFFICIENT_DATA";
            }
            if (bad < real.length) {
                return "OK";
            }
            // All that is known is bad, and has been so for as long as it takes.
            return values.findLastIndex((value) => value !== undefined) + 1 >= datapointsToAlarm ? "ALARM" : current;
    }
}
