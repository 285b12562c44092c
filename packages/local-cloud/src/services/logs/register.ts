import type { Registration, ServiceDeps } from "../registration";
import type { MetricSink } from "../service";
import { Logs } from "./logs";

export function registerLogs(
    { clock, account }: ServiceDeps,
    { cloudwatch }: { cloudwatch: MetricSink },
): Registration<Logs> {
    const service = new Logs({ clock, account, metrics: cloudwatch });
    return { service, json: service };
}
