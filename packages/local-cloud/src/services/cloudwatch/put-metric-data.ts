import type { Dimension, MetricDatum, PutMetricDataInput } from "@aws-sdk/client-cloudwatch";

import type { JsonShape } from "../json-protocol";
import type { MetricName } from "./series";
import { invalidCombination, invalidValue, missingParameter } from "./errors";
import type { MetricStore } from "./metric-store";
import type { ValueSet } from "./statistics";

const sizes = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"].flatMap((unit) => [
    unit,
    unit.replace("ytes", "its"),
]);
/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const units = new Set([
    ...["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None"],
    ...sizes.flatMap((unit) => [unit, `${unit}/Second`]),
]);
const twoWeeks = 14 * 24 * 3_600;
const twoHours = 2 * 3_600;

/**
 * Puts the data of a request in the store, all or none.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 *
 * @param now seconds since the epoch
 * @throws AwsError
 */
export function putMetricData(input: JsonShape<PutMetricDataInput>, store: MetricStore, now: number): void {
    const { Namespace: namespace } = input;
    if (namespace === undefined || namespace === "") {
        throw missingParameter("Namespace");
    }
    if (namespace.startsWith("AWS/")) {
        throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
    }
    const data = [
        ...(input.MetricData ?? []),
        ...(input.EntityMetricData ?? []).flatMap(({ MetricData = [] }) => MetricData),
    ];
    if (data.length === 0) {
        throw missingParameter("MetricData");
    }
    if (data.length > 1_000) {
        throw invalidValue("The collection MetricData must not have a size greater than 1000.");
    }
    data.forEach((datum, index) => check(datum, `MetricData.member.${index + 1}`, now));
    for (const datum of data) {
        const name: MetricName = {
            namespace,
            metric: datum.MetricName ?? "",
            dimensions: readDimensions(datum.Dimensions),
        };
        const series = store.ensureSeries(name, datum.Unit ?? "None");
        series.add(datum.Timestamp ?? now, now, datum.StorageResolution === 1, (statistics) => {
            if (datum.Value !== undefined) {
                statistics.add(datum.Value);
            }
            datum.Values?.forEach((value, index) => statistics.add(value, datum.Counts?.[index] ?? 1));
            if (datum.StatisticValues !== undefined) {
                // `check` has seen to it that all four are there.
                statistics.addSet(datum.StatisticValues as ValueSet);
            }
        });
    }
}

/** Whether CloudWatch takes a value of the instant `at`; both are seconds since the epoch. */
export function isTimely(at: number, now: number): boolean {
    return at >= now - twoWeeks && at <= now + twoHours;
}

/** Dimensions as a record. */
export function readDimensions(dimensions: readonly Partial<Dimension>[] | undefined): Record<string, string> {
    return Object.fromEntries((dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value]));
}

function check(datum: JsonShape<MetricDatum>, at: string, now: number): void {
    const { MetricName: name, Dimensions: dimensions = [], Timestamp: timestamp, StatisticValues: set } = datum;
    if (name === undefined || name === "") {
        throw missingParameter(`${at}.MetricName`);
    }
    if (dimensions.length > 30) {
        throw invalidValue(`The collection ${at}.Dimensions must not have a size greater than 30.`);
    }
    if (dimensions.some((dimension) => !dimension.Name || !dimension.Value)) {
        throw invalidValue(`Each of ${at}.Dimensions must have a Name and a Value.`);
    }
    if (datum.Unit !== undefined && !units.has(datum.Unit)) {
        throw invalidValue(`The value ${datum.Unit} for parameter ${at}.Unit is invalid.`);
    }
    if (timestamp !== undefined && !isTimely(timestamp, now)) {
        throw invalidValue(
            `The parameter ${at}.Timestamp must be at most two weeks in the past and two hours in the future.`,
        );
    }
    if ([datum.Value, datum.Values, set].filter((each) => each !== undefined).length !== 1) {
        throw invalidCombination(`${at} must have exactly one of Value, Values and StatisticValues.`);
    }
    if (datum.Values !== undefined && (datum.Values.length > 150 || datum.Values.length === 0)) {
        throw invalidValue(`${at}.Values must have 1 to 150 values.`);
    }
    if (datum.Counts !== undefined && datum.Counts.length !== datum.Values?.length) {
        throw invalidValue(`${at}.Counts must have as many members as ${at}.Values.`);
    }
    if (set !== undefined && [set.SampleCount, set.Sum, set.Minimum, set.Maximum].includes(undefined)) {
        throw missingParameter(`${at}.StatisticValues.SampleCount, Sum, Minimum and Maximum`);
    }
    const numbers = [datum.Value, ...(datum.Values ?? []), ...(datum.Counts ?? []), ...Object.values(set ?? {})];
    if (numbers.some((value) => value !== undefined && !(Math.abs(value) <= 2 ** 360))) {
        throw invalidValue(`The values of ${at} must be numbers from -2^360 to 2^360.`);
    }
}
