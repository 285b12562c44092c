import path from "node:path";

import { callAsOwner } from "../call-as-owner";
import type { Iam } from "../iam/iam";
import type { Registration, ServiceDeps } from "../registration";
import type { LogSink, MetricSink, RecordStream } from "../service";
import { Lambda } from "./lambda";

export function registerLambda(
    { store, clock, account, folder, endpointUrl, functionEnvironment, target, observe }: ServiceDeps,
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
        store,
        clock,
        account,
        metrics: cloudwatch,
        logs,
        folder: path.join(folder, "functions"),
        awsEndpoint: endpointUrl,
        functionEnvironment,
        credentials: (roleArn, session) => iam.credentials(roleArn, session),
        authorize: (...question) => iam.authorize(...question),
        target,
        findStream: (arn) => dynamodb.findStream(arn),
        observe,
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
