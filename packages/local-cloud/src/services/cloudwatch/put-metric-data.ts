import type { Dimension, MetricDatum, PutMetricDataInput } from "@aws-sdk/client-cloudwatch";

import type { JsonShape } from "../json-protocol";
import { refuseMembers } from "../refuse-members";
import type { MetricName } from "./series";
import { invalidCombination, invalidValue, missingParameter } from "./errors";

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

/** @param at seconds since the epoch */
export type PutValue = (name: MetricName, unit: string, at: number, value: number) => void;

/**
 * Puts the data of a request, all or none.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 *
 * @param now seconds since the epoch
 * @throws AwsError
 */
export function putMetricData(input: JsonShape<PutMetricDataInput>, put: PutValue, now: number): void {
    const { Namespace: namespace } = input;
    if (namespace === undefined || namespace === "") {
        throw missingParameter("Namespace");
    }
    if (namespace.startsWith("AWS/")) {
        throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
    }
    refuseMembers(input, ["EntityMetricData"], invalidValue);
    const data = input.MetricData ?? [];
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
        put(name, datum.Unit ?? "None", datum.Timestamp ?? now, datum.Value ?? 0);
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
    const { MetricName: name, Dimensions: dimensions = [], Timestamp: timestamp, Value: value } = datum;
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
    refuseMembers(datum, ["Values", "Counts", "StatisticValues"], invalidValue);
    if (value === undefined) {
        throw invalidCombination(`${at} must have a Value.`);
    }
    if (!(Math.abs(value) <= 2 ** 360)) {
        throw invalidValue(`The value of ${at} must be a number from -2^360 to 2^360.`);
    }
}
