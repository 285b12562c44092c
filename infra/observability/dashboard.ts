import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type Chart, chartRows } from "./charts";
import type { ChartMetric } from "./metrics";
import type { Watched } from "./watched";

/** The dashboard's grid is so many columns wide. */
const columns = 24;

/** The heights of rows, in the grid's lines. */
const alarmsHeight = 4;
const chartsHeight = 6;

/**
 * The dashboard's body, as JSON: first the alarms, then the charts.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 *
 * @param untold the queue of what people could not be told of
 */
export function dashboardBody(
    watched: Watched,
    alarms: readonly aws.cloudwatch.MetricAlarm[],
    untold: aws.sqs.Queue | undefined,
): pulumi.Output<string> {
    const widgets = [
        {
            x: 0,
            y: 0,
            width: columns,
            height: alarmsHeight,
            type: "alarm",
            properties: { alarms: alarms.map(({ arn }) => arn), title: "Alarms" },
        },
        ...chartRows(watched, untold).flatMap((charts, row) =>
            charts.map((chart, index) => {
                const width = columns / charts.length;
                return {
                    x: index * width,
                    y: alarmsHeight + row * chartsHeight,
                    width,
                    height: chartsHeight,
                    type: "metric",
                    properties: describeChart(chart),
                };
            }),
        ),
    ];
    return pulumi.jsonStringify({ widgets });
}

/** A line graph's properties. */
function describeChart({ title, metrics }: Chart) {
    return {
        metrics: metrics.map(describeMetric),
        title,
        period: 300,
        region: aws.config.region,
        view: "timeSeries",
        stacked: false,
    };
}

function describeMetric(metric: ChartMetric): unknown[] {
    if ("expression" in metric) {
        return [metric];
    }
    const { namespace, name, dimensions, statistic, label } = metric;
    const rendering = { stat: statistic, label, period: 300, visible: true, yAxis: "left" };
    return [namespace, name, ...Object.entries(dimensions).flat(), rendering];
}
