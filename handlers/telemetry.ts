import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

type Fields = Record<string, string | number | boolean | undefined>;

/** How handlers tell what they do: structured log lines, and counts that become CloudWatch metrics. */
export interface Telemetry {
    info(message: string, fields?: Fields): void;
    warn(message: string, fields?: Fields): void;
    error(message: string, error: unknown, fields?: Fields): void;
    /** Adds `value` to a count of this call. */
    count(metric: string, value?: number): void;
    /** Puts `fields` on each line from now on, in place of those of the call before. */
    concern(fields: Fields): void;
    /** Keeps this call's counts by `dimension` too, beside their total. CloudWatch bills each of its values as a metric. */
    countBy(dimension: string, value: string): void;
    /** Writes the call's counts; to be called at the end of each call. */
    flush(): void;
}

/**
 * Telemetry by Powertools for AWS Lambda: JSON log lines, and metrics in CloudWatch's embedded metric format.
 * Their namespace is the stack's own, from the environment. Callers give ids and types, never a body, a signature or a secret.
 *
 * @param service the subscription's or function's name, a dimension of its metrics
 */
export function createTelemetry(service: string): Telemetry {
    const logger = new Logger({ serviceName: service });
    const metrics = new Metrics({ serviceName: service });
    return {
        info: (message, fields = {}) => logger.info(message, fields),
        warn: (message, fields = {}) => logger.warn(message, fields),
        error: (message, error, fields = {}) =>
            logger.error(message, { ...fields, ...(error === undefined ? {} : { error: error as Error }) }),
        concern: (fields) => {
            logger.resetKeys();
            logger.appendKeys(fields);
        },
        count: (metric, value = 1) => metrics.addMetric(metric, MetricUnit.Count, value),
        // The empty set is that of the total: other sets would take its place.
        countBy: (dimension, value) => void metrics.addDimensions({}).addDimensions({ [dimension]: value }),
        flush: () => metrics.publishStoredMetrics(),
    };
}
