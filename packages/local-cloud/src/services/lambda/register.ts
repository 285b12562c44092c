import path from "node:path";

import { callAsOwner } from "../call-as-owner";
import type { Iam } from "../iam/iam";
import type { Registration, ServiceDeps } from "../registration";
import type { LogSink, MetricSink, RecordStream } from "../service";
import { Lambda } from "./lambda";

export function registerLambda(
    deps: ServiceDeps,
    {
        cloudwatch,
        logs,
        iam,
        dynamodb,
    }: {
        cloudwatch: MetricSink;
        logs: LogSink;
        iam: Iam;
        dynamodb: { findStream(arn: string): RecordStream | undefined };
    },
): Registration<Lambda> {
    const service = new Lambda({
        ...deps,
        metrics: cloudwatch,
        logs,
        folder: path.join(deps.folder, "functions"),
        awsEndpoint: deps.endpointUrl,
        credentials: (roleArn, session) => iam.credentials(roleArn, session),
        authorize: (...question) => iam.authorize(...question),
        findStream: (arn) => dynamodb.findStream(arn),
    });
    return {
        service,
        rest: service,
        arnService: "lambda",
        target: service,
        look: (resource) => callAsOwner(service, "GetFunction", { FunctionName: resource.split(":")[1] }),
        lifecycle: service,
        // Functions call AWS's APIs.
        callsOthers: true,
    };
}
