import type { MetricSink } from "../service";
import type { Outcome } from "./access-log";
import type { Stage } from "./stage";

/**
 * Puts the metrics of one request, for its API and for the stage.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function putRequestMetrics(metrics: MetricSink, stage: Stage, outcome: Outcome): void {
    const { status = 0, responseLatency = 0, integrationLatency } = outcome;
    const ofApi: Record<string, string> = { ApiName: stage.api.name };
    for (const dimensions of [ofApi, { ...ofApi, Stage: stage.name }]) {
        const put = (metric: string, value: number, unit: string) =>
            metrics.put("AWS/ApiGateway", metric, dimensions, value, unit);
        put("Count", 1, "Count");
        // Zeros count too: the average of these two is the rate of errors.
        put("4XXError", status >= 400 && status < 500 ? 1 : 0, "Count");
        put("5XXError", status >= 500 ? 1 : 0, "Count");
        put("Latency", responseLatency, "Milliseconds");
        if (integrationLatency !== undefined) {
            put("IntegrationLatency", integrationLatency, "Milliseconds");
        }
    }
}
