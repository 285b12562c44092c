import { expect } from "chai";

import { secretArn } from "../../src/services/secretsmanager/secret-arn";
import { until } from "../../src/testing/until";
import { accountId, type ConformanceCloud, region, startConformanceCloud } from "./conformance-cloud";
import { cliVersion } from "../../src/testing/aws-cli";
import { cliDriver, type Driver, sdkDriver } from "./conformance-drivers";

// Each of its commands takes a second, so it is asked for: by CONFORMANCE_CLI=1, which CI sets.
const cli = process.env.CONFORMANCE_CLI === undefined ? "left out: set CONFORMANCE_CLI=1" : cliVersion();

describe("One script against the local cloud", () => {
    describe("through AWS's SDK for JavaScript", () =>
        script(({ settings }) => Promise.resolve(sdkDriver(settings)), 20_000));

    (process.env.CONFORMANCE_CLI === undefined ? describe.skip : describe)(`through the AWS CLI (${cli})`, () =>
        script(({ settings }) => cliDriver(settings), 120_000),
    );
});

const queueArn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
const busArn = `arn:aws:events:${region}:${accountId}:event-bus/shop`;

interface Messages {
    Messages?: { Body: string; ReceiptHandle: string; Attributes?: Record<string, string> }[];
}

function script(open: (running: ConformanceCloud) => Promise<Driver>, timeoutMs: number): void {
    let running: ConformanceCloud;
    let aws: Driver;

    before(async function () {
        this.timeout(timeoutMs);
        running = await startConformanceCloud();
        aws = await open(running);
    });

    after(async () => {
        await aws?.close();
        await running?.cloud.stop();
    });

    const step = (title: string, run: Mocha.AsyncFunc) => it(title, run).timeout(timeoutMs);

    async function queue(name: string, attributes: Record<string, string> = {}): Promise<string> {
        const Policy = JSON.stringify({
            Version: "2012-10-17",
            Statement: {
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Action: "sqs:SendMessage",
                Resource: queueArn(name),
            },
        });
        return running.cloud.sqs.putQueue(name, { Policy, ...attributes });
    }

    async function receive(QueueUrl: string, more: object = {}): Promise<NonNullable<Messages["Messages"]>> {
        const input = { QueueUrl, WaitTimeSeconds: 5, MaxNumberOfMessages: 10, ...more };
        const { Messages = [] } = await aws.call<Messages>("sqs", "ReceiveMessage", input);
        return Messages;
    }

    /** The name of the error that `call` ends with. */
    const catchError = (call: Promise<unknown>) =>
        call.then(
            () => "none",
            (error: Error) => error.name,
        );

    step("makes a bus, a rule and a target, and delivers to it", async () => {
        const url = await queue("orders");
        const rule = { Name: "placed", EventBusName: "shop" };
        const target = { Id: "q", Arn: queueArn("orders"), InputPath: "$.detail" };
        await running.cloud.events.putBus({ name: "shop" });
        await aws.call("events", "PutRule", { ...rule, EventPattern: '{"source":["shop"]}' });
        await aws.call("events", "PutTargets", { Rule: "placed", EventBusName: "shop", Targets: [target] });

        const put = (n: number) => {
            const entry = { EventBusName: "shop", Source: "shop", DetailType: "Order", Detail: `{"n":${n}}` };
            return aws.call<{ FailedEntryCount: number }>("events", "PutEvents", { Entries: [entry, { Source: "x" }] });
        };
        expect((await put(1)).FailedEntryCount).to.equal(1);

        expect((await receive(url)).map(({ Body }) => Body)).to.deep.equal(['{"n":1}']);
        const named = { Rule: "placed", EventBusName: "shop" };
        expect(await aws.call("events", "ListTargetsByRule", named)).to.deep.include({ Targets: [target] });
        await aws.call("events", "DisableRule", rule);
        expect(await aws.call("events", "DescribeRule", rule)).to.include({ State: "DISABLED" });
        await aws.call("events", "EnableRule", rule);
        const { Rules } = await aws.call<{ Rules: object[] }>("events", "ListRules", { EventBusName: "shop" });
        expect(Rules).to.have.length(1);
        expect(Rules[0]).to.include({ Name: "placed", State: "ENABLED" });
        expect(await catchError(aws.call("events", "DescribeRule", { ...rule, Name: "none" }))).to.equal(
            "ResourceNotFoundException",
        );
    });

    step("archives events and replays them", async () => {
        const url = await queue("replayed");
        const began = new Date(Date.now() - 60_000);
        await running.cloud.events.putArchive({ name: "past", eventSourceArn: busArn, retentionDays: 1 });
        const entry = { EventBusName: "shop", Source: "old", DetailType: "Order", Detail: '{"n":2}' };
        await aws.call("events", "PutEvents", { Entries: [entry] });
        const rule = { Name: "old", EventBusName: "shop", EventPattern: '{"source":["old"]}' };
        const { RuleArn } = await aws.call("events", "PutRule", rule);
        const Targets = [{ Id: "q", Arn: queueArn("replayed") }];
        await aws.call("events", "PutTargets", { Rule: "old", EventBusName: "shop", Targets });

        await aws.call("events", "StartReplay", {
            ReplayName: "again",
            EventSourceArn: `arn:aws:events:${region}:${accountId}:archive/past`,
            EventStartTime: began,
            EventEndTime: new Date(Date.now() + 60_000),
            Destination: { Arn: busArn, FilterArns: [RuleArn] },
        });
        const replay = await until("the replay's end", async () => {
            const answer = await aws.call("events", "DescribeReplay", { ReplayName: "again" });
            return answer.State === "COMPLETED" && answer;
        });

        expect(replay).to.include({ ReplayName: "again" });
        const [message] = await receive(url);
        expect(JSON.parse(message?.Body ?? "")).to.deep.include({ "replay-name": "again", detail: { n: 2 } });
        const { Archives } = await aws.call<{ Archives: object[] }>("events", "ListArchives");
        expect(Archives[0]).to.include({ ArchiveName: "past", EventCount: 1, RetentionDays: 1 });
        const { Replays } = await aws.call<{ Replays: object[] }>("events", "ListReplays");
        expect(Replays[0]).to.include({ ReplayName: "again", State: "COMPLETED" });
        expect(await catchError(aws.call("events", "CancelReplay", { ReplayName: "again" }))).to.equal(
            "IllegalStatusException",
        );
    });

    step("counts receipts, dead-letters, hides and purges", async () => {
        const dead = await queue("work-dead");
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("work-dead"), maxReceiveCount: 1 });
        const url = await queue("work", { RedrivePolicy, VisibilityTimeout: "0" });
        await aws.call("sqs", "SendMessageBatch", { QueueUrl: url, Entries: [{ Id: "a", MessageBody: "poison" }] });
        await receive(url);
        expect(await receive(url, { WaitTimeSeconds: 0 })).to.deep.equal([]);

        const [message] = await receive(dead, { AttributeNames: ["ApproximateReceiveCount"], VisibilityTimeout: 30 });

        expect(message).to.deep.include({ Body: "poison", Attributes: { ApproximateReceiveCount: "2" } });
        const { ReceiptHandle } = message ?? {};
        await aws.call("sqs", "ChangeMessageVisibility", { QueueUrl: dead, ReceiptHandle, VisibilityTimeout: 60 });
        const asked = { QueueUrl: dead, AttributeNames: ["ApproximateNumberOfMessagesNotVisible"] };
        expect(await aws.call("sqs", "GetQueueAttributes", asked)).to.deep.include({
            Attributes: { ApproximateNumberOfMessagesNotVisible: "1" },
        });
        await aws.call("sqs", "PurgeQueue", { QueueUrl: dead });
        expect(await catchError(aws.call("sqs", "GetQueueUrl", { QueueName: "none" }))).to.match(
            /^(QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
        );
    });

    step("writes items on conditions, alone and together, and forgets them in time", async () => {
        const TableName = "items";
        await running.cloud.dynamodb.putTable({
            TableName,
            BillingMode: "PAY_PER_REQUEST",
            AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        });
        const Item = { id: { S: "1" }, n: { N: "1" } };
        const put = { TableName, Item, ConditionExpression: "attribute_not_exists(id)" };
        await aws.call("dynamodb", "PutItem", put);
        await running.cloud.dynamodb.putTimeToLive(TableName, { enabled: true, attributeName: "expiresAt" });

        expect(await catchError(aws.call("dynamodb", "PutItem", put))).to.equal("ConditionalCheckFailedException");
        const TransactItems = [{ Put: { TableName, Item: { id: { S: "2" } } } }, { Put: put }];
        expect(await catchError(aws.call("dynamodb", "TransactWriteItems", { TransactItems }))).to.equal(
            "TransactionCanceledException",
        );
        const query = {
            TableName,
            KeyConditionExpression: "id = :id",
            ExpressionAttributeValues: { ":id": { S: "1" } },
            ConsistentRead: true,
        };
        expect(await aws.call("dynamodb", "Query", query)).to.deep.include({ Items: [Item], Count: 1 });
        expect(await aws.call("dynamodb", "Scan", { TableName, Select: "COUNT" })).to.include({ Count: 1 });
        expect(await aws.call("dynamodb", "DescribeTimeToLive", { TableName })).to.deep.include({
            TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" },
        });
    });

    step("keeps a secret's current and previous version", async () => {
        await running.cloud.secrets.putSecret(secretArn({ region, accountId }, "key"), "key", {});
        await aws.call("secretsmanager", "PutSecretValue", { SecretId: "key", SecretString: "old" });
        await aws.call("secretsmanager", "PutSecretValue", { SecretId: "key", SecretString: "new" });

        const value = (VersionStage: string) =>
            aws.call("secretsmanager", "GetSecretValue", { SecretId: "key", VersionStage });
        expect(await value("AWSCURRENT")).to.include({ SecretString: "new" });
        expect(await value("AWSPREVIOUS")).to.include({ SecretString: "old" });
        expect(await catchError(value("AWSPENDING"))).to.equal("ResourceNotFoundException");
    });

    step("invokes a function, and shows its log and its metrics", async () => {
        await running.cloud.lambda.putFunction({
            functionName: "double",
            runtime: "nodejs22.x",
            architectures: ["arm64"],
            handler: "index.handler",
            timeoutSeconds: 3,
            memoryMegabytes: 128,
            environment: {},
            roleArn: running.roleArn,
            logGroup: "/aws/lambda/double",
            logFormat: "Text",
            tracing: "PassThrough",
            code: new Map([["index.js", Buffer.from(source)]]),
        });
        const began = new Date(Date.now() - 3_600_000);

        expect(await aws.invoke("double", "21")).to.include({ StatusCode: 200, text: "42" });
        expect(await aws.invoke("double", "null")).to.include({ StatusCode: 200, FunctionError: "Unhandled" });

        const { Functions } = await aws.call<{ Functions: object[] }>("lambda", "ListFunctions");
        expect(Functions[0]).to.include({ FunctionName: "double", MemorySize: 128 });
        const { Configuration } = await aws.call<Record<string, object>>("lambda", "GetFunction", {
            FunctionName: "double",
        });
        expect(Configuration).to.include({ State: "Active", Timeout: 3 });
        const logGroupName = "/aws/lambda/double";
        const { events } = await aws.call<{ events: { message: string }[] }>(
            ...(["logs", "FilterLogEvents", { logGroupName, filterPattern: "REPORT" }] as const),
        );
        expect(events.map(({ message }) => /Max Memory Used: \d+ MB/.test(message))).to.deep.equal([true, true]);
        const lines = await aws.call<{ events: { message: string }[] }>("logs", "FilterLogEvents", { logGroupName });
        expect(lines.events.some(({ message }) => message.includes("given 21"))).to.equal(true);

        const statistics = {
            Namespace: "AWS/Lambda",
            MetricName: "Invocations",
            Dimensions: [{ Name: "FunctionName", Value: "double" }],
            StartTime: began,
            EndTime: new Date(Date.now() + 3_600_000),
            Period: 86_400,
            Statistics: ["Sum"],
        };
        const { Datapoints } = await aws.call<{ Datapoints: { Sum: number }[] }>(
            ...(["cloudwatch", "GetMetricStatistics", statistics] as const),
        );
        expect(Datapoints.reduce((sum, { Sum }) => sum + Sum, 0)).to.equal(2);
    });

    step("keeps metrics that are put", async () => {
        const MetricData = [{ MetricName: "Orders", Value: 3, Unit: "Count" }];
        await aws.call("cloudwatch", "PutMetricData", { Namespace: "Shop", MetricData });

        const { Metrics } = await aws.call<{ Metrics: object[] }>("cloudwatch", "ListMetrics", { Namespace: "Shop" });
        expect(Metrics[0]).to.include({ MetricName: "Orders" });
        const Metric = { Namespace: "Shop", MetricName: "Orders" };
        const { MetricDataResults } = await aws.call<{ MetricDataResults: { Values: number[] }[] }>(
            ...(["cloudwatch", "GetMetricData"] as const),
            {
                StartTime: new Date(Date.now() - 3_600_000),
                EndTime: new Date(Date.now() + 3_600_000),
                MetricDataQueries: [{ Id: "m", MetricStat: { Metric, Period: 3600, Stat: "Sum" } }],
            },
        );
        expect(MetricDataResults[0]?.Values).to.deep.equal([3]);
    });
}

const source = `exports.handler = async (given) => {
    console.log("given", given);
    if (given === null) throw new Error("nothing");
    return 2 * given;
};`;
