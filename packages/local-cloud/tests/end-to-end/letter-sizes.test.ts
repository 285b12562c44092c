import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { systemClock } from "../../src/clock";
import { Cloud } from "../../src/cloud";
import type { Properties, Resource } from "../../src/resources/resource-type";
import { until } from "../../src/testing/until";
import { FaultsGraph, readArn } from "./faults-graph";

const region = "eu-west-1";
const padding = "x".repeat(300 * 1024);

describe("a dead letter of 300 KB", function () {
    this.timeout(30_000);
    let cloud: Cloud;
    let bus: Resource;
    let events: EventBridgeClient;
    let sqs: SQSClient;
    let cloudwatch: CloudWatchClient;

    beforeEach(async () => {
        cloud = await Cloud.start({
            folder: undefined,
            gatewayPort: 0,
            awsPort: 0,
            region,
            clock: systemClock(600),
        });
        const credentials = { accessKeyId: "test", secretAccessKey: "test" };
        const settings = { region, endpoint: cloud.place.awsUrl, credentials };
        events = new EventBridgeClient(settings);
        sqs = new SQSClient(settings);
        cloudwatch = new CloudWatchClient(settings);
    });

    afterEach(async () => {
        events.destroy();
        sqs.destroy();
        cloudwatch.destroy();
        await cloud.stop();
    });

    /**
     * A rule with a target that is not there, and one whose function fails. Both fail into one dead-letter queue.
     *
     * @param settings of the queue
     */
    async function declare(settings: Properties): Promise<Resource> {
        const graph = new FaultsGraph(cloud.place);
        bus = graph.add("cloudwatch/eventBus:EventBus", "bus", { name: "bus" });
        const dead = graph.openQueue("dead", settings);
        const role = graph.role("role", [{ Action: "sqs:SendMessage", Resource: readArn(dead) }]);
        const fails = graph.function("fails", role, `exports.handler = async () => { throw new Error("no"); };`);
        graph.add("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "fails", {
            functionName: "fails",
            maximumRetryAttempts: 0,
            destinationConfig: { onFailure: { destination: readArn(dead) } },
        });
        const missing = `arn:aws:lambda:${region}:000000000000:function:missing`;
        graph.rule(bus, "missing", { source: ["tests"] }, { arn: missing, deadLetterConfig: { arn: readArn(dead) } });
        const toFails = graph.rule(bus, "fails", { source: ["tests"] }, { arn: readArn(fails) });
        graph.permission(toFails, fails);
        await cloud.apply(graph);
        return dead;
    }

    async function put(): Promise<void> {
        const entry = {
            EventBusName: bus.id,
            Source: "tests",
            DetailType: "large",
            Detail: JSON.stringify({ padding }),
        };
        const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries: [entry] }));
        expect(FailedEntryCount).to.equal(0);
    }

    async function receive(queue: Resource): Promise<Message[]> {
        const { Messages } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl: queue.id, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
        );
        return Messages ?? [];
    }

    async function sum(Namespace: string, MetricName: string, dimensions: Record<string, string>): Promise<number> {
        const { Datapoints } = await cloudwatch.send(
            new GetMetricStatisticsCommand({
                Namespace,
                MetricName,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
                StartTime: new Date(Date.now() - 3_600_000),
                EndTime: new Date(Date.now() + 60_000),
                Period: 7200,
                Statistics: ["Sum"],
            }),
        );
        return Datapoints?.reduce((total, { Sum }) => total + (Sum ?? 0), 0) ?? 0;
    }

    it("is lost at a queue that says nothing of its size: the provider's default is 256 KiB", async () => {
        const dead = await declare({});

        await put();

        await until("both letters to be counted as lost", async () => {
            const unsent = await sum("AWS/Events", "InvocationsFailedToBeSentToDlq", {
                EventBusName: "bus",
                RuleName: "missing",
            });
            const undelivered = await sum("AWS/Lambda", "DestinationDeliveryFailures", { FunctionName: "fails" });
            return unsent === 1 && undelivered === 1 ? true : undefined;
        });
        expect(await receive(dead)).to.deep.equal([]);
    });

    it("comes whole to a queue that takes 1 MiB, from either way", async () => {
        const dead = await declare({ maxMessageSize: 1_048_576, visibilityTimeoutSeconds: 43_200 });

        await put();

        const letters: Message[] = [];
        await until("both letters", async () => {
            letters.push(...(await receive(dead)));
            return letters.length === 2 ? true : undefined;
        });
        const [fromRule] = letters.filter(({ MessageAttributes }) => MessageAttributes?.ERROR_CODE !== undefined);
        const [fromFunction] = letters.filter(({ MessageAttributes }) => MessageAttributes?.ERROR_CODE === undefined);
        const event = JSON.parse(fromRule?.Body ?? "") as { detail: object };
        const record = JSON.parse(fromFunction?.Body ?? "") as { requestPayload: { detail: object } };
        expect(fromRule?.MessageAttributes?.ERROR_CODE?.StringValue).to.equal("NO_RESOURCE");
        expect(event.detail).to.deep.equal({ padding });
        expect(record.requestPayload.detail).to.deep.equal({ padding });
    });
});
