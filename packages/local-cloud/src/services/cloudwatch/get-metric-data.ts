import type { GetMetricDataInput, MetricDataQuery, MetricStat } from "@aws-sdk/client-cloudwatch";

import { refuseMembers } from "../refuse-members";
import type { JsonShape } from "../json-protocol";
import { invalidToken, invalidValue, missingParameter } from "./errors";
import { metricLabels } from "./metric-labels";
import { collect, type MetricStore } from "./metric-store";
import { readDimensions } from "./put-metric-data";
import { alignedStart } from "./series";
import { isStatistic } from "./statistics";

const maxDatapoints = 100_800;

/**
 * The values of metrics; expressions over them are refused.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 *
 * @param now seconds since the epoch
 * @throws AwsError
 */
export function getMetricData(input: JsonShape<GetMetricDataInput>, store: MetricStore, now: number): object {
    const { MetricDataQueries: queries = [], StartTime: start, EndTime: end } = input;
    refuseMembers(input, ["LabelOptions"], invalidValue);
    checkQueries(queries);
    const labels = metricLabels(queries);
    if (start === undefined || end === undefined) {
        throw missingParameter(start === undefined ? "StartTime" : "EndTime");
    }
    if (start >= end) {
        throw invalidValue("The parameter EndTime must be greater than StartTime.");
    }
    const ascending = input.ScanBy === "TimestampAscending";
    const results = queries
        .map((query, index) => ({ ...query, label: labels[index] }))
        .filter(({ ReturnData }) => ReturnData !== false)
        .map(({ Id: id = "", MetricStat: stat, label }) => {
            const points = [...pointsOfMetric(stat, { start, end, now }, store)];
            return { id, label, points: points.sort(([a], [b]) => (ascending ? a - b : b - a)) };
        });
    return paged(results, input);
}

function paged(
    results: { id: string; label: string | undefined; points: [number, number][] }[],
    { NextToken: token, MaxDatapoints: pageSize = maxDatapoints }: JsonShape<GetMetricDataInput>,
): object {
    if (token !== undefined && !/^\d+$/.test(token)) {
        throw invalidToken(token);
    }
    const from = Number(token ?? 0);
    let skipped = 0;
    const page = results.map(({ id, label, points }) => {
        const begin = Math.min(points.length, Math.max(0, from - skipped));
        const stop = Math.min(points.length, Math.max(0, from + Math.min(pageSize, maxDatapoints) - skipped));
        skipped += points.length;
        const shown = points.slice(begin, stop);
        return {
            Id: id,
            Label: label,
            Timestamps: shown.map(([at]) => at),
            Values: shown.map(([, value]) => value),
            StatusCode: stop < points.length ? "PartialData" : "Complete",
        };
    });
    const next = from + Math.min(pageSize, maxDatapoints);
    return { MetricDataResults: page, Messages: [], NextToken: next < skipped ? String(next) : undefined };
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
        const { Id: id = "", MetricStat: stat } = query;
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

/** @throws AwsError unless the period is 1, 5, 10, 20, 30 or a multiple of 60 seconds */
export function checkPeriod(period: number | undefined, at: string): asserts period is number {
    if (period === undefined) {
        throw missingParameter(at);
    }
    if (![1, 5, 10, 20, 30].includes(period) && (period <= 0 || period % 60 !== 0)) {
        throw invalidValue(`The value ${period} for parameter ${at} must be 1, 5, 10, 20, 30 or a multiple of 60.`);
    }
}
