import { systemClock } from "../../clock";
import { callAsOwner } from "../call-as-owner";
import type { Registration, ServiceDeps } from "../registration";
import type { MetricSink } from "../service";
import { Sqs } from "./sqs";

export function registerSqs(
    { store, clock, account, endpointUrl }: ServiceDeps,
    { cloudwatch }: { cloudwatch: MetricSink },
): Registration<Sqs> {
    // Whoever polls waits in real time, as callers of the gateway do.
    const pollClock = systemClock();
    const service = new Sqs({ store, clock, pollClock, account, metrics: cloudwatch, endpointUrl });
    return {
        service,
        json: service,
        arnService: "sqs",
        target: service,
        look: (name) => callAsOwner(service, "GetQueueUrl", { QueueName: name }),
        lifecycle: service,
    };
}
