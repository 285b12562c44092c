import type { ListMetricsInput } from "@aws-sdk/client-cloudwatch";

import { pageAt } from "../page-at";
import { refuseMembers } from "../refuse-members";
import { invalidToken, invalidValue } from "./errors";
import type { MetricStore } from "./metric-store";
import type { MetricName } from "./series";

const metricsPerPage = 500;

/**
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 *
 * @throws AwsError
 */
export function listMetrics(input: ListMetricsInput, store: MetricStore): object {
    refuseMembers(input, ["IncludeLinkedAccounts", "OwningAccount", "RecentlyActive"], invalidValue);
    const metrics = store
        .names()
        .filter((name) => isListed(name, input))
        .map((name) => ({
            Namespace: name.namespace,
            MetricName: name.metric,
            Dimensions: Object.entries(name.dimensions).map(([Name, Value]) => ({ Name, Value })),
        }));
    const { page, next } = pageAt(metrics, metricsPerPage, input.NextToken, invalidToken);
    return { Metrics: page, NextToken: next };
}

function isListed(
    name: MetricName,
    { Namespace: namespace, MetricName: metric, Dimensions: dimensions = [] }: ListMetricsInput,
): boolean {
    return (
        (namespace === undefined || name.namespace === namespace) &&
        (metric === undefined || name.metric === metric) &&
        dimensions.every(({ Name = "", Value }) => {
            return Object.hasOwn(name.dimensions, Name) && (Value === undefined || name.dimensions[Name] === Value);
        })
    );
}
