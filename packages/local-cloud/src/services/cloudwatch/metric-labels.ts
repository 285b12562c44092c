import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";

import { invalidValue } from "./errors";

/** What tells the metrics of one request apart. */
const differences = ["Stat", "Period"] as const;

/**
 * How GetMetricData calls the series of `queries`, in their order: as the query says, else by the metric's name, with
 * the statistic and the period where those of the request's metrics differ. So AWS answered the requests of LocalStack's
 * test_label_generation; it documents no rule.
 *
 * @throws AwsError for a dynamic label, which AWS fills in
 */
export function metricLabels(queries: readonly MetricDataQuery[]): string[] {
    const stats = queries.flatMap(({ MetricStat }) => MetricStat ?? []);
    const differing = differences.filter((member) => new Set(stats.map((stat) => stat[member])).size > 1);
    return queries.map(({ Id = "", Label: label, MetricStat: stat }) => {
        if (label?.includes("${") === true) {
            throw invalidValue(`The local cloud does not have dynamic labels: ${Id} has ${label}.`);
        }
        const made = stat && [stat.Metric?.MetricName, ...differing.map((member) => stat[member])].join(" ");
        return label ?? made ?? Id;
    });
}
