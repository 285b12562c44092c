import type * as aws from "@pulumi/aws";
import type * as apigateway from "@pulumi/awsx/classic/apigateway";
import * as pulumi from "@pulumi/pulumi";

import type { LogMetric } from "../access-log";
import type { ClosureFunction } from "../function";
import { metricNamespace } from "../stack-name";

type Dimensions = Record<string, pulumi.Input<string>>;

/** A CloudWatch metric, and how it is counted. */
export interface Metric<Statistic extends string = "Sum" | "Maximum"> {
    namespace: string;
    name: string;
    dimensions: Dimensions;
    statistic: Statistic;
    /** What a chart calls it. */
    label: string;
}

/** What a chart shows: a metric, or those that a search finds. */
export type ChartMetric = Metric<string> | { expression: pulumi.Output<string>; label: string };

/** How many, in five minutes. */
function sum(namespace: string, name: string, dimensions: Dimensions, label: string): Metric {
    return { namespace, name, dimensions, label, statistic: "Sum" };
}

/** The most at once, in five minutes. */
function most(namespace: string, name: string, dimensions: Dimensions, label: string): Metric {
    return { namespace, name, dimensions, label, statistic: "Maximum" };
}

/** p50 and p99, in milliseconds. */
function percentiles(namespace: string, name: string, dimensions: Dimensions, label: string): Metric<string>[] {
    return ["p50", "p99"].map((statistic) => ({
        namespace,
        name,
        dimensions,
        label: `${label} ${statistic}`,
        statistic,
    }));
}

/**
 * What the system's own handlers count. Powertools puts each count under the one dimension `service`.
 *
 * @param service the name that the handler's telemetry was made with
 * @param name the count's name in the handler
 */
export function counted(service: string, name: string, label: string): Metric {
    return sum(metricNamespace(), name, { service }, label);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export function apiMetrics({ restAPI, stage }: apigateway.API) {
    const dimensions = { ApiName: restAPI.name, Stage: stage.stageName };
    return {
        requests: sum("AWS/ApiGateway", "Count", dimensions, "requests"),
        clientErrors: sum("AWS/ApiGateway", "4XXError", dimensions, "4xx"),
        serverErrors: sum("AWS/ApiGateway", "5XXError", dimensions, "5xx"),
        latency: percentiles("AWS/ApiGateway", "Latency", dimensions, "answer"),
    };
}

/** A metric that log lines are counted in. */
export function logMetric({ namespace, name }: LogMetric, label: string): Metric {
    return sum(namespace, name, {}, label);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function functionMetrics({ lambda }: ClosureFunction) {
    const dimensions = { FunctionName: lambda.name };
    return {
        errors: sum("AWS/Lambda", "Errors", dimensions, "failed calls"),
        throttles: sum("AWS/Lambda", "Throttles", dimensions, "throttled"),
        lost: sum("AWS/Lambda", "DestinationDeliveryFailures", dimensions, "not dead-lettered"),
        duration: percentiles("AWS/Lambda", "Duration", dimensions, "call"),
        behind: most("AWS/Lambda", "IteratorAge", dimensions, "behind, in ms"),
    };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function queueMetrics(queue: aws.sqs.Queue) {
    const dimensions = { QueueName: queue.name };
    return { depth: most("AWS/SQS", "ApproximateNumberOfMessagesVisible", dimensions, "dead letters") };
}

/**
 * A table's own throttles, or those of one of its indexes, which DynamoDB does not count among the table's
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html#WriteThrottleEvents).
 *
 * @param label what the table or index is called in the chart
 */
export function tableMetrics(table: aws.dynamodb.Table, label: string, index?: string) {
    const dimensions = { TableName: table.name, ...(index && { GlobalSecondaryIndexName: index }) };
    return {
        throttledWrites: sum("AWS/DynamoDB", "WriteThrottleEvents", dimensions, `${label}: writes`),
        throttledReads: sum("AWS/DynamoDB", "ReadThrottleEvents", dimensions, `${label}: reads`),
    };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function ruleMetrics(rule: aws.cloudwatch.EventRule) {
    const dimensions = { EventBusName: rule.eventBusName as pulumi.Output<string>, RuleName: rule.name };
    return {
        ...lettersLostBy(dimensions),
        triggered: sum("AWS/Events", "TriggeredRules", dimensions, "matched"),
        failed: sum("AWS/Events", "FailedInvocations", dimensions, "failed"),
    };
}

/** Of a rule on the default bus: "Metrics that specify only the RuleName dimension refer to the default event bus." */
export function defaultBusRuleMetrics(rule: aws.cloudwatch.EventRule) {
    return lettersLostBy({ RuleName: rule.name });
}

function lettersLostBy(dimensions: Dimensions) {
    return { lettersLost: sum("AWS/Events", "InvocationsFailedToBeSentToDlq", dimensions, "not dead-lettered") };
}

/**
 * A metric of every rule on a bus, the archive's included. A search, since Pulumi does not know the archive's rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function ofEachRule(busName: pulumi.Output<string>, name: string, label: string): ChartMetric {
    const search = pulumi.interpolate`{AWS/Events,EventBusName,RuleName} EventBusName="${busName}" MetricName="${name}"`;
    return {
        expression: pulumi.interpolate`SEARCH('${search}', 'Sum', 300)`,
        label: `${label}: \${PROP('Dim.RuleName')}`,
    };
}
