import { cacheMilliseconds } from "../../handlers/signing-secrets";
import type { Resource } from "local-cloud";
import { ofType } from "./parts";
import { secondsPerMonth, Usage } from "./usage";

/** API Gateway's metrics of a method: Count, 4XXError, 5XXError, Latency, IntegrationLatency. */
const metricsPerMethod = 5;

/**
 * What a program costs in a month by being there.
 *
 * @param customMetrics how many metrics of its own ordinary traffic counts under
 */
export function standingUsage(resources: readonly Resource[], customMetrics: number): Usage {
    const usage = new Usage();
    const alarms = ofType(resources, "aws:cloudwatch/metricAlarm:MetricAlarm");
    usage.add(
        "alarm",
        "alarms, by the metrics that they watch",
        alarms.reduce((sum, one) => sum + watchedBy(one), 0),
    );
    const composite = ofType(resources, "aws:cloudwatch/compositeAlarm:CompositeAlarm").length;
    usage.add("compositeAlarm", "alarms on other alarms", composite);
    usage.add("dashboard", "dashboards", ofType(resources, "aws:cloudwatch/dashboard:Dashboard").length);
    usage.add("metric", "metrics of the program's own, with traffic in every hour", customMetrics);
    usage.add("metric", "API Gateway's metrics of each method, with traffic in every hour", methodMetrics(resources));
    usage.add("secret", "secrets", ofType(resources, "aws:secretsmanager/secret:Secret").length);
    const reads = secondsPerMonth / (cacheMilliseconds / 1000);
    usage.add("secretRead", "reads of the signing secret, for each busy execution environment", reads);
    return usage;
}

/** An alarm over an expression is billed by each metric in it. */
function watchedBy({ inputs }: Resource): number {
    const queries = (inputs.metricQueries ?? []) as { metric?: object }[];
    return Math.max(1, queries.filter(({ metric }) => metric !== undefined).length);
}

/** Those of stages with detailed metrics. */
function methodMetrics(resources: readonly Resource[]): number {
    const isDetailed = ofType(resources, "aws:apigateway/methodSettings:MethodSettings").some(
        ({ inputs }) => (inputs.settings as { metricsEnabled?: boolean }).metricsEnabled === true,
    );
    const methods = ofType(resources, "aws:apigateway/restApi:RestApi").flatMap(({ inputs }) => {
        const { paths = {} } = JSON.parse((inputs.body as string | undefined) ?? "{}") as { paths?: object };
        return Object.values(paths).flatMap((one: object) => Object.keys(one));
    });
    return isDetailed ? methods.length * metricsPerMethod : 0;
}
