import {
    CloudWatchClient,
    GetMetricDataCommand,
    GetMetricStatisticsCommand,
    InvalidParameterValueException,
    paginateListMetrics,
    PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import {
    CloudWatchLogsClient,
    DescribeLogGroupsCommand,
    FilterLogEventsCommand,
    paginateFilterLogEvents,
    ResourceNotFoundException as NoLogGroup,
} from "@aws-sdk/client-cloudwatch-logs";
import {
    GetFunctionCommand,
    InvalidRequestContentException,
    InvokeCommand,
    LambdaClient,
    paginateListFunctions,
    ResourceNotFoundException as NoFunction,
    TooManyRequestsException,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { until } from "../../src/testing/until";
import { allPages, type ConformanceCloud, refused, startConformanceCloud } from "./conformance-cloud";

const source = `exports.handler = async (event, context) => {
    console.log("handling", event.name);
    if (event.fail) throw new RangeError("too " + event.name);
    return { hello: event.name, id: context.awsRequestId, client: context.clientContext };
};`;

describe("AWS's own clients of Lambda, CloudWatch and its logs against the local cloud", function () {
    this.timeout(20_000);
    let running: ConformanceCloud;
    let lambda: LambdaClient;
    let logs: CloudWatchLogsClient;
    let cloudwatch: CloudWatchClient;

    before(async () => {
        running = await startConformanceCloud();
        lambda = new LambdaClient(running.settings);
        logs = new CloudWatchLogsClient(running.settings);
        cloudwatch = new CloudWatchClient(running.settings);
        for (const name of ["greet", "other", "third"]) {
            await running.cloud.lambda.putFunction({
                functionName: name,
                runtime: "nodejs22.x",
                architectures: ["arm64"],
                handler: "index.handler",
                timeoutSeconds: 3,
                memoryMegabytes: 128,
                environment: { STAGE: "test" },
                roleArn: running.roleArn,
                logGroup: `/aws/lambda/${name}`,
                logFormat: "Text",
                tracing: "PassThrough",
                reservedConcurrency: name === "third" ? 0 : undefined,
                code: new Map([["index.js", Buffer.from(source)]]),
            });
        }
    });

    after(async () => {
        [lambda, logs, cloudwatch].forEach((client) => client?.destroy());
        await running?.cloud.stop();
    });

    const payload = (value: object) => Buffer.from(JSON.stringify(value));
    const parsed = (bytes: Uint8Array | undefined) => JSON.parse(Buffer.from(bytes ?? []).toString()) as object;

    describe("Lambda", () => {
        it("invokes and answers, with the log's tail when it is asked for", async () => {
            const ClientContext = Buffer.from('{"custom":{"a":1}}').toString("base64");
            const answer = await lambda.send(
                new InvokeCommand({
                    FunctionName: "greet",
                    Payload: payload({ name: "you" }),
                    LogType: "Tail",
                    ClientContext,
                }),
            );

            expect(answer).to.include({ StatusCode: 200, ExecutedVersion: "$LATEST" });
            expect(answer.FunctionError).to.equal(undefined);
            expect(parsed(answer.Payload)).to.deep.equal({
                hello: "you",
                id: answer.$metadata.requestId,
                client: { custom: { a: 1 } },
            });
            const tail = Buffer.from(answer.LogResult ?? "", "base64").toString();
            expect(tail).to.match(/^START RequestId: .*handling you.*END RequestId: .*REPORT RequestId: /s);
        });

        it("tells a function's error apart from its own", async () => {
            const failed = await lambda.send(
                new InvokeCommand({ FunctionName: "greet", Payload: payload({ name: "far", fail: true }) }),
            );

            expect(failed).to.include({ StatusCode: 200, FunctionError: "Unhandled" });
            expect(parsed(failed.Payload)).to.include({ errorType: "RangeError", errorMessage: "too far" });
            await refused(lambda.send(new InvokeCommand({ FunctionName: "none" })), NoFunction, 404);
            await refused(
                lambda.send(new InvokeCommand({ FunctionName: "greet", Payload: Buffer.from("{") })),
                InvalidRequestContentException,
            );
            const throttled = await refused(
                lambda.send(new InvokeCommand({ FunctionName: "third" })),
                TooManyRequestsException,
                429,
            );
            expect(throttled.Reason).to.equal("ReservedFunctionConcurrentInvocationLimitExceeded");
        });

        it("runs later, or not at all, when asked so", async () => {
            const invoke = async (InvocationType: "Event" | "DryRun", name: string) => {
                const input = { FunctionName: "other", InvocationType, Payload: payload({ name }) };
                return (await lambda.send(new InvokeCommand(input))).StatusCode;
            };

            expect(await invoke("DryRun", "never")).to.equal(204);
            expect(await invoke("Event", "later")).to.equal(202);
            const messages = await until("the log", async () => {
                const { all } = await allPages(
                    paginateFilterLogEvents({ client: logs }, { logGroupName: "/aws/lambda/other" }),
                    ({ events }) => events?.map(({ message }) => message),
                ).catch(() => ({ all: [] }));
                return all.some((message) => message?.startsWith("REPORT")) ? all : undefined;
            });
            expect(messages.filter((message) => message?.includes("handling")).join()).to.include("later");
            expect(messages.join()).to.not.include("never");
        });

        it("describes and lists functions", async () => {
            const { Configuration, Code, Concurrency } = await lambda.send(
                new GetFunctionCommand({ FunctionName: "third" }),
            );
            const listed = await allPages(
                paginateListFunctions({ client: lambda, pageSize: 2 }, {}),
                ({ Functions }) => Functions,
            );

            expect(Configuration).to.deep.include({
                FunctionName: "third",
                Runtime: "nodejs22.x",
                Timeout: 3,
                MemorySize: 128,
                State: "Active",
                Environment: { Variables: { STAGE: "test" } },
            });
            expect(Code).to.be.an("object");
            expect(Concurrency?.ReservedConcurrentExecutions).to.equal(0);
            expect(listed.all.map(({ FunctionName }) => FunctionName)).to.deep.equal(["greet", "other", "third"]);
            expect(listed.pages).to.equal(2);
        });
    });

    describe("CloudWatch Logs", () => {
        it("has groups and events, in order and by pattern", async () => {
            const logGroupName = "/aws/lambda/greet";
            const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
            const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
            const matched = await allPages(
                paginateFilterLogEvents({ client: logs }, { logGroupName, filterPattern: '"handling far"' }),
                (page) => page.events,
            );

            expect(logGroups?.map((group) => group.logGroupName)).to.deep.equal([logGroupName]);
            expect(events?.[0]?.message).to.match(/^INIT_START/);
            expect(matched.all).to.have.length(1);
            await refused(logs.send(new FilterLogEventsCommand({ logGroupName: "/none" })), NoLogGroup);
        });
    });

    describe("CloudWatch", () => {
        it("keeps what is put, by name and dimensions", async () => {
            const now = new Date();
            const Dimensions = [{ Name: "Shop", Value: "1" }];
            await cloudwatch.send(
                new PutMetricDataCommand({
                    Namespace: "Tests",
                    MetricData: [1, 2, 6].map((Value) => ({ MetricName: "Orders", Dimensions, Value, Unit: "Count" })),
                }),
            );
            const range = { StartTime: new Date(+now - 600_000), EndTime: new Date(+now + 60_000) };

            const { Datapoints } = await cloudwatch.send(
                new GetMetricStatisticsCommand({
                    ...range,
                    Namespace: "Tests",
                    MetricName: "Orders",
                    Dimensions,
                    Period: 3600,
                    Statistics: ["Sum", "Average", "Maximum", "SampleCount"],
                }),
            );
            const { MetricDataResults } = await cloudwatch.send(
                new GetMetricDataCommand({
                    ...range,
                    MetricDataQueries: [
                        {
                            Id: "orders",
                            MetricStat: {
                                Metric: { Namespace: "Tests", MetricName: "Orders", Dimensions },
                                Period: 3600,
                                Stat: "Sum",
                            },
                        },
                    ],
                }),
            );

            expect(Datapoints).to.have.length(1);
            expect(Datapoints?.[0]).to.include({ Sum: 9, Average: 3, Maximum: 6, SampleCount: 3 });
            expect(MetricDataResults?.map(({ Id, Values }) => [Id, Values])).to.deep.equal([["orders", [9]]]);
        });

        it("lists Lambda's own metrics, in AWS's names", async () => {
            const { all } = await allPages(
                paginateListMetrics(
                    { client: cloudwatch },
                    { Namespace: "AWS/Lambda", Dimensions: [{ Name: "FunctionName", Value: "greet" }] },
                ),
                ({ Metrics }) => Metrics,
            );

            expect(all.map(({ MetricName }) => MetricName)).to.include.members(["Invocations", "Errors", "Duration"]);
        });

        it("refuses as CloudWatch does", async () => {
            const MetricData = [{ MetricName: "Mine", Value: 1 }];
            await refused(
                cloudwatch.send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData })),
                InvalidParameterValueException,
            );
        });
    });
});
