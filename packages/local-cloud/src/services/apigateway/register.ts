import { systemClock } from "../../clock";
import type { Lambda } from "../lambda/lambda";
import type { Iam } from "../iam/iam";
import type { Registration, ServiceDeps } from "../registration";
import type { LogSink, MetricSink } from "../service";
import { ApiGateway } from "./api-gateway";

export function registerApiGateway(
    { store, account, gatewayPort }: ServiceDeps,
    { cloudwatch, logs, iam, lambda }: { cloudwatch: MetricSink; logs: LogSink; iam: Iam; lambda: Lambda },
): Registration<ApiGateway> {
    const service = new ApiGateway({
        store,
        mayWriteLogs: (roleArn) => iam.mayWriteLogs(roleArn, "apigateway.amazonaws.com"),
        // Callers wait for answers in real time.
        clock: systemClock(),
        account,
        metrics: cloudwatch,
        logs,
        port: gatewayPort,
        host: "127.0.0.1",
        invoke: (functionArn, payload, options) => lambda.invoke(functionArn, payload, options),
    });
    // The door: it opens once what is behind it is there.
    return { service, lifecycle: service, callsOthers: true };
}
