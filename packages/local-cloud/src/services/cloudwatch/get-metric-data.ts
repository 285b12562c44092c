import type { GetMetricDataInput, MetricDataQuery, MetricStat } from "@aws-sdk/client-cloudwatch";

import { refuseMembers } from "../refuse-members";
import type { JsonShape } from "../json-protocol";
import { invalidValue, missingParameter } from "./errors";
import { collect, type MetricStore } from "./metric-store";
import { readDimensions } from "./put-metric-data";
import { alignedStart } from "./series";
import { isStatistic } from "./statistics";

/**
 * The values of metrics; expressions over them are refused.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 *
 * @param now seconds since the epoch
 * @throws AwsError
 */
export function getMetricData(input: JsonShape<GetMetricDataInput>, store: MetricStore, now: number): object {
    const { MetricDataQueries: queries = [] } = input;
    refuseMembers(input, ["LabelOptions", "MaxDatapoints"], invalidValue);
    checkQueries(queries);
    const span = readSpan(input);
    const ascending = input.ScanBy === "TimestampAscending";
    const results = queries
        .filter(({ ReturnData }) => ReturnData !== false)
        .map(({ Id, Label, MetricStat: stat }) => {
            const points = [...pointsOfMetric(stat, { ...span, now }, store)];
            points.sort(([a], [b]) => (ascending ? a - b : b - a));
            return {
                Id,
                Label: Label ?? stat?.Metric?.MetricName ?? Id,
                Timestamps: points.map(([at]) => at),
                Values: points.map(([, value]) => value),
                StatusCode: "Complete",
            };
        });
    return { MetricDataResults: results, Messages: [] };
}

/** A metric's values by the start of their periods, in seconds since the epoch. */
function pointsOfMetric(
    { Metric: metric, Period: period = 0, Stat: statistic = "", Unit: unit }: Partial<MetricStat> = {},
    { start, end, now }: { start: number; end: number; now: number },
    store: MetricStore,
): Map<number, number> {
    const name = {
        namespace: metric?.Namespace ?? "",
        metric: metric?.MetricName ?? "",
        dimensions: readDimensions(metric?.Dimensions),
    };
    const range = { start: alignedStart(start, period, now), end, period, now };
    const points = new Map<number, number>();
    for (const [at, statistics] of collect(store.find(name, unit), range)) {
        const value = statistics.get(statistic);
        if (value !== undefined) {
            points.set(at, value);
        }
    }
    return points;
}

function checkQueries(queries: readonly MetricDataQuery[]): void {
    if (queries.length === 0) {
        throw missingParameter("MetricDataQueries");
    }
    if (queries.length > 500) {
        throw invalidValue("The collection MetricDataQueries must not have a size greater than 500.");
    }
    const ids = new Set<string>();
    for (const [index, query] of queries.entries()) {
        refuseMembers(query, ["AccountId", "Expression"], invalidValue);
        const { Id: id = "", Label: label = "", MetricStat: stat } = query;
        const at = `MetricDataQueries.member.${index + 1}`;
        if (!/^[a-z]\w{0,254}$/.test(id)) {
            throw invalidValue(
                `The value ${id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
            );
        }
        if (ids.has(id)) {
            throw invalidValue(`The values for parameter id in MetricDataQueries are not unique: ${id}.`);
        }
        ids.add(id);
        if (label.includes("${")) {
            throw invalidValue(`The local cloud does not have dynamic labels: ${id} has ${label}.`);
        }
        if (stat === undefined) {
            throw missingParameter(`${at}.MetricStat`);
        }
        checkPeriod(stat.Period, `${at}.MetricStat.Period`);
        if (!isStatistic(stat.Stat ?? "")) {
            throw invalidValue(
                `The value ${stat.Stat} for parameter ${at}.MetricStat.Stat is not a statistic that the local cloud has.`,
            );
        }
    }
}

/** The instants of a request, in seconds since the epoch. @throws AwsError unless both are there, one after the other */
export function readSpan({ StartTime: start, EndTime: end }: { StartTime?: number; EndTime?: number }) {
    if (start === undefined || end === undefined) {
        throw missingParameter(start === undefined ? "StartTime" : "EndTime");
    }
    if (start >= end) {
        throw invalidValue("The parameter EndTime must be greater than StartTime.");
    }
    return { start, end };
}

/** @throws AwsError unless the period is whole minutes: shorter ones are AWS's too, but values are not kept so finely here */
export function checkPeriod(period: number | undefined, at: string): asserts period is number {
    if (period === undefined) {
        throw missingParameter(at);
    }
    if (period <= 0 || period % 60 !== 0) {
        throw invalidValue(`The value ${period} for parameter ${at} must be a multiple of 60 in the local cloud.`);
    }
}
