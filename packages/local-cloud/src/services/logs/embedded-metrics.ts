import type { MetricSink } from "../service";

type Members = Record<string, unknown>;

/**
 * Puts the metrics that a log line carries in CloudWatch's embedded metric format; any other line does nothing, and
 * neither does what in it has another form.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function putEmbeddedMetrics(message: string, sink: MetricSink): void {
    // Most lines are none: look before parsing.
    if (!message.startsWith("{") || !message.includes('"CloudWatchMetrics"')) {
        return;
    }
    const line = parse(message);
    const { CloudWatchMetrics: directives, Timestamp: at } = toMembers(line._aws);
    const timing = { at: typeof at === "number" ? at : undefined };
    for (const { Namespace: namespace, Dimensions: sets, Metrics: metrics } of toList(directives).map(toMembers)) {
        for (const { Name: name, Unit: unit } of toList(metrics).map(toMembers)) {
            if (typeof namespace !== "string" || typeof name !== "string") {
                continue;
            }
            const values = [line[name]].flat().filter((value): value is number => typeof value === "number");
            for (const dimensions of toList(sets).map((set) => readDimensions(set, line))) {
                if (dimensions !== undefined) {
                    const givenUnit = typeof unit === "string" ? unit : undefined;
                    values.forEach((value) => sink.put(namespace, name, dimensions, value, givenUnit, timing));
                }
            }
        }
    }
}

/** The line's members that `set` names; undefined when one is missing. */
function readDimensions(set: unknown, line: Members): Record<string, string> | undefined {
    const dimensions = toList(set).map((name) => [name, typeof name === "string" ? line[name] : undefined] as const);
    return Array.isArray(set) && dimensions.every(([, value]) => typeof value === "string")
        ? (Object.fromEntries(dimensions) as Record<string, string>)
        : undefined;
}

function parse(message: string): Members {
    try {
        return toMembers(JSON.parse(message));
    } catch {
        // Not JSON, so not of this format: CloudWatch takes it as a plain line.
        return {};
    }
}

function toMembers(value: unknown): Members {
    return typeof value === "object" && value !== null ? (value as Members) : {};
}

function toList(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}
