import type { GetMetricStatisticsInput } from "@aws-sdk/client-cloudwatch";

import type { JsonShape } from "../json-protocol";
import { refuseMembers } from "../refuse-members";
import { invalidCombination, invalidValue, missingParameter } from "./errors";
import { checkPeriod, readSpan } from "./get-metric-data";
import { collect, type MetricStore } from "./metric-store";
import { readDimensions } from "./put-metric-data";
import { alignedStart } from "./series";
import { isStatistic } from "./statistics";

const maxDatapoints = 1_440;

/**
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 *
 * @param now seconds since the epoch
 * @throws AwsError
 */
export function getMetricStatistics(
    input: JsonShape<GetMetricStatisticsInput>,
    store: MetricStore,
    now: number,
): object {
    refuseMembers(input, ["ExtendedStatistics"], invalidValue);
    const { Namespace: namespace, MetricName: metric, Period: period } = input;
    if (namespace === undefined || metric === undefined) {
        throw missingParameter(namespace === undefined ? "Namespace" : "MetricName");
    }
    const { start, end } = readSpan(input);
    checkPeriod(period, "Period");
    const { Statistics: statistics = [] } = input;
    if (statistics.length === 0) {
        throw invalidCombination("At least one of the parameters Statistics and ExtendedStatistics must be specified.");
    }
    const unknown = statistics.find((name) => !isStatistic(name));
    if (unknown !== undefined) {
        throw invalidValue(`The value ${unknown} is not a statistic that the local cloud has.`);
    }
    const asked = Math.ceil((end - start) / period);
    if (asked > maxDatapoints) {
        throw invalidCombination(
            `You have requested up to ${asked} datapoints, which exceeds the limit of ${maxDatapoints}. ` +
                "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
        );
    }
    const range = { start: alignedStart(start, period, now), end, period, now };
    const name = { namespace, metric, dimensions: readDimensions(input.Dimensions) };
    // Values in different units are not comparable: each unit has datapoints of its own.
    const datapoints = [...store.find(name, input.Unit)].flatMap((series) =>
        [...collect([series], range)].map(([at, values]) => ({
            Timestamp: at,
            Unit: series.unit,
            ...Object.fromEntries(statistics.map((statistic) => [statistic, values.get(statistic)])),
        })),
    );
    return { Label: metric, Datapoints: datapoints };
}
