import type { MetricSink, MetricTiming } from "../service";

interface Directive {
    Namespace?: unknown;
    Dimensions?: unknown;
    Metrics?: unknown;
}

/**
 * Puts the metrics that a log line carries in CloudWatch's embedded metric format; any other line does nothing.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function putEmbeddedMetrics(message: string, sink: MetricSink): void {
    // Most lines are none: look before parsing.
    if (!message.startsWith("{") || !message.includes('"CloudWatchMetrics"')) {
        return;
    }
    const line = parse(message);
    const metadata = line?._aws;
    if (line === undefined || !isObject(metadata) || !Array.isArray(metadata.CloudWatchMetrics)) {
        return;
    }
    const at = typeof metadata.Timestamp === "number" ? metadata.Timestamp : undefined;
    for (const directive of metadata.CloudWatchMetrics as unknown[]) {
        if (isObject(directive)) {
            putDirective(directive, line, at, sink);
        }
    }
}

/** @param at milliseconds since the epoch; undefined for now */
function putDirective(
    directive: Directive,
    line: Record<string, unknown>,
    at: number | undefined,
    sink: MetricSink,
): void {
    const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = directive;
    if (typeof namespace !== "string" || !Array.isArray(sets) || !Array.isArray(metrics)) {
        return;
    }
    for (const metric of metrics as unknown[]) {
        if (!isObject(metric) || typeof metric.Name !== "string") {
            continue;
        }
        const unit = typeof metric.Unit === "string" ? metric.Unit : undefined;
        const { Name: name } = metric;
        const timing: MetricTiming = { at };
        const given = line[name];
        const values = (Array.isArray(given) ? given : [given]).filter(
            (value): value is number => typeof value === "number",
        );
        for (const set of sets as unknown[]) {
            const dimensions = readDimensions(set, line);
            if (dimensions !== undefined) {
                values.forEach((value) => sink.put(namespace, name, dimensions, value, unit, timing));
            }
        }
    }
}

/** The line's members that `set` names; undefined when one is missing. */
function readDimensions(set: unknown, line: Record<string, unknown>): Record<string, string> | undefined {
    if (!Array.isArray(set)) {
        return undefined;
    }
    const dimensions: Record<string, string> = {};
    for (const name of set as unknown[]) {
        const value = typeof name === "string" ? line[name] : undefined;
        if (typeof value !== "string") {
            return undefined;
        }
        dimensions[name as string] = value;
    }
    return dimensions;
}

function parse(message: string): Record<string, unknown> | undefined {
    try {
        const line: unknown = JSON.parse(message);
        return isObject(line) ? line : undefined;
    } catch {
        // Not JSON, so not of this format: CloudWatch takes it as a plain line.
        return undefined;
    }
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
