import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
    DeleteMessageCommand,
    GetQueueAttributesCommand,
    type Message,
    ReceiveMessageCommand,
    SendMessageBatchCommand,
    SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { systemClock } from "../../src/clock";
import { Cloud } from "../../src/cloud";
import type { Resource } from "../../src/resources/resource-type";
import { until } from "../../src/testing/until";
import { FaultsGraph, readArn } from "./faults-graph";

/** Retries after one and two minutes take 100 and 200 ms. */
const speed = 600;
const region = "eu-west-1";

const faults = {
    throws: {
        source: `exports.handler = async () => { throw new TypeError("it will not do"); };`,
        settings: {},
        payload: { errorType: "TypeError", errorMessage: "it will not do" },
        log: "it will not do",
    },
    hangs: {
        source: `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60000));`,
        settings: { timeout: 1 },
        payload: { errorType: "Sandbox.Timedout", errorMessage: /Task timed out after 1\.00 seconds$/ },
        log: "Task timed out after 1.00 seconds",
    },
    spins: {
        source: `exports.handler = () => { for (;;); };`,
        settings: { timeout: 1 },
        payload: { errorType: "Sandbox.Timedout", errorMessage: /Task timed out after 1\.00 seconds$/ },
        log: "Task timed out after 1.00 seconds",
    },
    exits: {
        source: `exports.handler = async () => { process.exit(3); };`,
        settings: {},
        payload: { errorType: "Runtime.ExitError", errorMessage: /Runtime exited with error: exit status 3$/ },
        log: "Runtime.ExitError",
    },
    allocates: {
        source: `exports.handler = async () => {
            const held = [];
            for (;;) {
                held.push(Buffer.alloc(8 << 20, 1));
                await new Promise((resolve) => setTimeout(resolve, 5));
            }
        };`,
        settings: { memorySize: 128, timeout: 10 },
        payload: { errorType: "Runtime.OutOfMemory", errorMessage: /signal: killed$/ },
        log: "Runtime.OutOfMemory",
    },
    "does-not-load": {
        source: `require("no-such-package");`,
        settings: {},
        payload: { errorType: "Runtime.ImportModuleError", errorMessage: /Cannot find module 'no-such-package'/ },
        log: "Runtime.ImportModuleError",
    },
};

interface Record {
    requestContext: { functionArn: string; condition: string; approximateInvokeCount: number };
    requestPayload: { detail: object };
    responseContext: { functionError: string };
    responsePayload: { errorType: string; errorMessage: string };
}

describe("what goes wrong ends where AWS would put it:", function () {
    this.timeout(60_000);
    let cloud: Cloud;
    let graph: FaultsGraph;
    let bus: Resource;
    let events: EventBridgeClient;
    let sqs: SQSClient;
    let cloudwatch: CloudWatchClient;

    before(async () => {
        const clock = systemClock(speed);
        cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region, clock });
        const credentials = { accessKeyId: "test", secretAccessKey: "test" };
        const settings = { region, endpoint: cloud.place.awsUrl, credentials };
        events = new EventBridgeClient(settings);
        sqs = new SQSClient(settings);
        cloudwatch = new CloudWatchClient(settings);
    });

    after(async () => {
        events?.destroy();
        sqs?.destroy();
        cloudwatch?.destroy();
        await cloud?.stop();
        expect(cloud.lambda.processes).to.equal(0);
    });

    beforeEach(() => {
        graph = new FaultsGraph(cloud.place);
        bus = graph.add("cloudwatch/eventBus:EventBus", "bus", { name: "bus" });
    });

    async function put(detailType: string, ...details: object[]): Promise<void> {
        for (let start = 0; start < details.length; start += 10) {
            const Entries = details.slice(start, start + 10).map((detail) => ({
                EventBusName: bus.id,
                Source: "tests",
                DetailType: detailType,
                Detail: JSON.stringify(detail),
            }));
            const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries }));
            expect(FailedEntryCount).to.equal(0);
        }
    }

    /** Takes messages out of a queue until there are `count`. */
    async function take(queue: Resource, count: number): Promise<Message[]> {
        const taken: Message[] = [];
        return until(`${count} messages in ${queue.name} (there are ${taken.length})`, async () => {
            const QueueUrl = queue.outputs.url as string;
            const { Messages = [] } = await sqs.send(
                new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
            );
            for (const { ReceiptHandle } of Messages) {
                await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
            }
            taken.push(...Messages);
            return taken.length >= count ? taken : undefined;
        });
    }

    async function countMessages(queue: Resource): Promise<number> {
        const { Attributes } = await sqs.send(
            new GetQueueAttributesCommand({
                QueueUrl: queue.outputs.url as string,
                AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            }),
        );
        return Object.values(Attributes ?? {}).reduce((sum, value) => sum + Number(value), 0);
    }

    async function sum(Namespace: string, MetricName: string, dimensions: { [name: string]: string }): Promise<number> {
        const now = Date.now();
        const { Datapoints } = await cloudwatch.send(
            new GetMetricStatisticsCommand({
                Namespace,
                MetricName,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
                StartTime: new Date(now - 3_600_000),
                EndTime: new Date(now + 60_000),
                Period: 60,
                Statistics: ["Sum"],
            }),
        );
        return (Datapoints ?? []).reduce((total, { Sum }) => total + (Sum ?? 0), 0);
    }

    it("functions that throw, hang, spin, exit, take all memory, or do not load: three runs, then the record", async () => {
        const failures = graph.queue("failures");
        const send = { Action: "sqs:SendMessage", Resource: readArn(failures) };
        const role = graph.role("faulty", [send]);
        for (const [name, { source, settings }] of Object.entries(faults)) {
            const faulty = graph.function(name, role, source, settings);
            graph.permission(graph.rule(bus, name, { "detail-type": [name] }, { arn: readArn(faulty) }), faulty);
            graph.add("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", name, {
                functionName: name,
                destinationConfig: { onFailure: { destination: readArn(failures) } },
            });
        }
        await cloud.apply(graph);

        for (const name of Object.keys(faults)) {
            await put(name, { for: name });
        }
        const messages = await take(failures, Object.keys(faults).length);
        const records = messages.map(({ Body }) => JSON.parse(Body ?? "") as Record);

        for (const [name, { payload, log }] of Object.entries(faults)) {
            const mine = records.filter(({ requestContext }) => requestContext.functionArn.includes(`:${name}:`));
            expect(mine, name).to.have.length(1);
            const { requestContext, requestPayload, responseContext, responsePayload } = mine[0] as Record;
            expect(requestContext, name).to.include({ condition: "RetriesExhausted", approximateInvokeCount: 3 });
            expect(requestPayload.detail).to.deep.equal({ for: name });
            expect(responseContext.functionError).to.equal("Unhandled");
            expect(responsePayload.errorType, name).to.equal(payload.errorType);
            expect(responsePayload.errorMessage).to.match(new RegExp(payload.errorMessage));

            const { events: lines } = await cloud.call<{ events: { message: string }[] }>(
                cloud.logs,
                "FilterLogEvents",
                { logGroupName: `/aws/lambda/${name}` },
            );
            const texts = lines.map(({ message }) => message);
            expect(texts.filter((line) => line.startsWith("REPORT")).length, name).to.equal(3);
            expect(texts.some((line) => line.includes(log))).to.equal(true);

            const ofFunction = { FunctionName: name };
            expect(await sum("AWS/Lambda", "Invocations", ofFunction), name).to.equal(3);
            expect(await sum("AWS/Lambda", "Errors", ofFunction)).to.equal(3);
            expect(await sum("AWS/Lambda", "AsyncEventsDropped", ofFunction)).to.equal(1);
            // That the function failed is no failure of the delivery to it.
            const ofRule = { EventBusName: bus.id, RuleName: name };
            expect(await sum("AWS/Events", "Invocations", ofRule)).to.equal(1);
            expect(await sum("AWS/Events", "FailedInvocations", ofRule)).to.equal(0);
        }
        expect(await countMessages(failures)).to.equal(0);
    });

    it("a function that may not use its on-failure destination: counted, and gone", async () => {
        const failures = graph.queue("failures");
        const faulty = graph.function("mute", graph.role("mute"), faults.throws.source);
        graph.permission(graph.rule(bus, "mute", { "detail-type": ["mute"] }, { arn: readArn(faulty) }), faulty);
        graph.add("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "mute", {
            functionName: "mute",
            maximumRetryAttempts: 0,
            destinationConfig: { onFailure: { destination: readArn(failures) } },
        });
        await cloud.apply(graph);

        await put("mute", {});
        await until("the failure to be counted", async () => {
            const failed = await sum("AWS/Lambda", "DestinationDeliveryFailures", { FunctionName: "mute" });
            return failed === 1 ? failed : undefined;
        });

        expect(await countMessages(failures)).to.equal(0);
    });

    it("poison: a queue whose messages nobody can handle empties into its dead-letter queue", async () => {
        const dead = graph.queue("dead");
        const poisoned = graph.queue("poisoned", {
            visibilityTimeoutSeconds: 30,
            redrivePolicy: JSON.stringify({ deadLetterTargetArn: readArn(dead), maxReceiveCount: 3 }),
        });
        await cloud.apply(graph);
        const QueueUrl = poisoned.outputs.url as string;
        const bodies = Array.from({ length: 100 }, (_, index) => `poison ${index}`);
        for (let start = 0; start < bodies.length; start += 10) {
            const Entries = bodies
                .slice(start, start + 10)
                .map((MessageBody, index) => ({ Id: String(index), MessageBody }));
            await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        }

        const receipts = new Map<string, number>();
        await until("the queue to be empty", async () => {
            const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
            Messages.forEach(({ Body = "" }) => receipts.set(Body, (receipts.get(Body) ?? 0) + 1));
            return (await countMessages(poisoned)) === 0 ? true : undefined;
        });
        const waiting = await countMessages(dead);
        const letters = await take(dead, 100);

        expect([...receipts.values()]).to.deep.equal(bodies.map(() => 3));
        expect(waiting).to.equal(100);
        expect(letters.map(({ Body }) => Body)).to.have.members(bodies);
        expect(await countMessages(dead)).to.equal(0);
    });

    it("20 rules on one bus, some of them broken: each event where it belongs, and nowhere else", async () => {
        const good = Array.from({ length: 16 }, (_, index) => graph.openQueue(`good-${index}`));
        good.forEach((queue, index) => graph.rule(bus, queue.name, numbered(index), { arn: readArn(queue) }));
        const dead = graph.openQueue("dead");
        const deadLetterConfig = { arn: readArn(dead) };
        const closed = graph.queue("closed");
        const role = graph.role("works");
        const missing = `arn:aws:sqs:${region}:000000000000:missing`;
        const refused = graph.function("refused", role, "exports.handler = async () => 1;");
        const off = graph.openQueue("off");
        const broken = {
            "no-resource": graph.rule(bus, "no-resource", numbered(0), { arn: missing, deadLetterConfig }),
            "no-permission": graph.rule(bus, "no-permission", numbered(1), {
                arn: readArn(closed),
                deadLetterConfig,
            }),
            "no-statement": graph.rule(bus, "no-statement", numbered(2), {
                arn: readArn(refused),
                deadLetterConfig,
            }),
        };
        graph.rule(bus, "off", numbered(3), { arn: readArn(off) }, { state: "DISABLED" });
        await cloud.apply(graph);

        await put("numbered", ...Array.from({ length: 64 }, (_, index) => ({ number: index % 16, index })));
        for (const [index, queue] of good.entries()) {
            const bodies = (await take(queue, 4)).map(({ Body }) => JSON.parse(Body ?? "") as { detail: object });
            expect(bodies.map(({ detail }) => detail)).to.have.deep.members(
                [0, 1, 2, 3].map((round) => ({ number: index, index: round * 16 + index })),
            );
        }
        const letters = await take(dead, 12);

        const reasons = {
            "no-resource": { ERROR_CODE: "NO_RESOURCE", TARGET_ARN: missing },
            "no-permission": { ERROR_CODE: "NO_PERMISSIONS", TARGET_ARN: readArn(closed) },
            "no-statement": { ERROR_CODE: "NO_PERMISSIONS", TARGET_ARN: readArn(refused) },
        };
        for (const [name, reason] of Object.entries(reasons)) {
            const RULE_ARN = readArn(broken[name as keyof typeof broken]);
            const mine = letters
                .map(({ Body, MessageAttributes = {} }) => ({
                    detail: (JSON.parse(Body ?? "") as { detail: { number: number } }).detail,
                    ...Object.fromEntries(
                        Object.entries(MessageAttributes).map(([key, { StringValue }]) => [key, StringValue]),
                    ),
                }))
                .filter((letter) => (letter as { RULE_ARN?: string }).RULE_ARN === RULE_ARN);
            expect(mine, name).to.have.length(4);
            for (const letter of mine) {
                expect(letter).to.include({ RULE_ARN, ...reason, RETRY_ATTEMPTS: "0" });
                expect(letter).to.have.property("ERROR_MESSAGE").that.is.not.empty;
                expect(letter).to.not.have.property("EXHAUSTED_RETRY_CONDITION");
                expect(letter.detail.number).to.equal(Object.keys(reasons).indexOf(name));
            }
            const ofRule = { EventBusName: bus.id, RuleName: name };
            expect(await sum("AWS/Events", "FailedInvocations", ofRule)).to.equal(4);
            expect(await sum("AWS/Events", "InvocationsSentToDlq", ofRule)).to.equal(4);
        }
        expect(await sum("AWS/Events", "MatchedEvents", { EventBusName: bus.id, RuleName: "good-5" })).to.equal(4);
        expect(await Promise.all([off, closed, dead].map(countMessages))).to.deep.equal([0, 0, 0]);
    });
});

function numbered(number: number): object {
    return { "detail-type": ["numbered"], detail: { number: [number] } };
}
