import {
    DeleteRuleCommand,
    DescribeRuleCommand,
    DisableRuleCommand,
    EventBridgeClient,
    ListRulesCommand,
    ListTargetsByRuleCommand,
    PutEventsCommand,
    PutRuleCommand,
    PutTargetsCommand,
    RemoveTargetsCommand,
    ResourceNotFoundException,
    InvalidEventPatternException,
    TestEventPatternCommand,
    DescribeArchiveCommand,
    EventBridgeServiceException,
} from "@aws-sdk/client-eventbridge";
import {
    ChangeMessageVisibilityCommand,
    DeleteMessageBatchCommand,
    DeleteQueueCommand,
    GetQueueAttributesCommand,
    GetQueueUrlCommand,
    ListQueuesCommand,
    paginateListQueues,
    PurgeQueueCommand,
    QueueDoesNotExist,
    ReceiptHandleIsInvalid,
    ReceiveMessageCommand,
    SendMessageBatchCommand,
    SendMessageCommand,
    SQSClient,
    TooManyEntriesInBatchRequest,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import {
    accountId,
    allPages,
    type ConformanceCloud,
    refused,
    region,
    startConformanceCloud,
} from "./conformance-cloud";

describe("AWS's own clients of SQS and EventBridge against the local cloud", function () {
    this.timeout(20_000);
    let running: ConformanceCloud;
    let sqs: SQSClient;
    let events: EventBridgeClient;

    before(async () => {
        running = await startConformanceCloud();
        sqs = new SQSClient(running.settings);
        events = new EventBridgeClient(running.settings);
    });

    after(async () => {
        sqs?.destroy();
        events?.destroy();
        await running?.cloud.stop();
    });

    const queueArn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;

    function createQueue(name: string, attributes: Record<string, string> = {}): Promise<string> {
        return running.cloud.sqs.putQueue(name, attributes);
    }

    describe("SQS", () => {
        it("finds a queue, describes it and removes it", async () => {
            const QueueUrl = await createQueue("one", { VisibilityTimeout: "7", DelaySeconds: "3" });
            const found = await sqs.send(new GetQueueUrlCommand({ QueueName: "one" }));
            const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
            await sqs.send(new DeleteQueueCommand({ QueueUrl }));

            expect(QueueUrl).to.equal(`${running.settings.endpoint}/${accountId}/one`);
            expect(found.QueueUrl).to.equal(QueueUrl);
            expect(Attributes).to.include({ QueueArn: queueArn("one"), VisibilityTimeout: "7", DelaySeconds: "3" });
            expect(Attributes).to.include({ MessageRetentionPeriod: "345600", ApproximateNumberOfMessages: "0" });
            await refused(sqs.send(new GetQueueUrlCommand({ QueueName: "one" })), QueueDoesNotExist);
        });

        it("lists queues by prefix, in pages", async () => {
            const names = Array.from({ length: 7 }, (_, index) => `paged-${index}`);
            await Promise.all(names.map((name) => createQueue(name)));

            const { all, pages } = await allPages(
                paginateListQueues({ client: sqs, pageSize: 3 }, { QueueNamePrefix: "paged-" }),
                ({ QueueUrls }) => QueueUrls,
            );

            expect(all.map((url) => url.split("/").at(-1))).to.have.members(names);
            expect(pages).to.equal(3);
            expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "none" }))).QueueUrls ?? []).to.be.empty;
        });

        it("carries bodies and attributes unharmed: the client verifies their MD5", async () => {
            const QueueUrl = await createQueue("carries");
            const sent = {
                MessageBody: 'ünï \u{1f600} "quoted" <&>',
                MessageAttributes: {
                    text: { DataType: "String", StringValue: "ä" },
                    number: { DataType: "Number.int", StringValue: "-1.5" },
                    bytes: { DataType: "Binary", BinaryValue: Uint8Array.from([0, 255, 128]) },
                },
            };

            const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, ...sent }));
            const { Messages } = await sqs.send(
                new ReceiveMessageCommand({
                    QueueUrl,
                    MessageAttributeNames: ["All"],
                    MessageSystemAttributeNames: ["All"],
                }),
            );

            const [message] = Messages ?? [];
            expect(message).to.include({ MessageId, Body: sent.MessageBody });
            expect(message?.MessageAttributes?.text).to.deep.include(sent.MessageAttributes.text);
            expect(message?.MessageAttributes?.number).to.deep.include(sent.MessageAttributes.number);
            expect([...(message?.MessageAttributes?.bytes?.BinaryValue ?? [])]).to.deep.equal([0, 255, 128]);
            expect(message?.Attributes).to.include({ ApproximateReceiveCount: "1" });
            expect(Number(message?.Attributes?.SentTimestamp)).to.be.closeTo(Date.now(), 60_000);
        });

        it("hides what was received, shows it again when told to, and deletes it in batches", async () => {
            const QueueUrl = await createQueue("hides");
            const batch = { QueueUrl, Entries: ["a", "b"].map((body) => ({ Id: body, MessageBody: body })) };
            const sent = await sqs.send(new SendMessageBatchCommand(batch));
            const receive = async () =>
                (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ?? [];

            const first = await receive();
            const hidden = await receive();
            const [one] = first;
            await sqs.send(
                new ChangeMessageVisibilityCommand({
                    QueueUrl,
                    ReceiptHandle: one?.ReceiptHandle,
                    VisibilityTimeout: 0,
                }),
            );
            const again = await receive();
            const deleted = await sqs.send(
                new DeleteMessageBatchCommand({
                    QueueUrl,
                    Entries: [
                        ...again.map(({ ReceiptHandle }, index) => ({ Id: `again-${index}`, ReceiptHandle })),
                        { Id: "bad", ReceiptHandle: "nonsense" },
                    ],
                }),
            );

            expect(sent.Successful?.map(({ Id }) => Id)).to.deep.equal(["a", "b"]);
            expect(first).to.have.length(2);
            expect(hidden).to.be.empty;
            expect(again.map(({ Body }) => Body)).to.deep.equal([one?.Body]);
            expect(deleted.Successful?.map(({ Id }) => Id)).to.deep.equal(["again-0"]);
            expect(deleted.Failed).to.have.length(1);
            expect(deleted.Failed?.[0]).to.include({ Id: "bad", Code: "ReceiptHandleIsInvalid", SenderFault: true });
        });

        it("waits for a message in a long poll, and no longer than that", async () => {
            const QueueUrl = await createQueue("waits");
            const began = Date.now();

            const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
            await new Promise((resolve) => setTimeout(resolve, 100));
            await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "late" }));

            expect((await waiting).Messages?.[0]?.Body).to.equal("late");
            expect(Date.now() - began).to.be.lessThan(5000);
        });

        it("refuses as SQS does", async () => {
            const QueueUrl = await createQueue("refuses", { DelaySeconds: "1" });
            const nowhere = `${running.settings.endpoint}/${accountId}/nowhere`;
            const many = Array.from({ length: 11 }, (_, index) => ({ Id: String(index), MessageBody: "x" }));

            await refused(sqs.send(new SendMessageCommand({ QueueUrl: nowhere, MessageBody: "x" })), QueueDoesNotExist);
            await refused(
                sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: many })),
                TooManyEntriesInBatchRequest,
            );
            await refused(
                sqs.send(
                    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: "nonsense", VisibilityTimeout: 1 }),
                ),
                ReceiptHandleIsInvalid,
            );
        });
    });

    describe("EventBridge", () => {
        const bus = "orders";

        before(async () => {
            await running.cloud.events.putBus({ name: bus });
        });

        it("delivers what a rule matches to its queue, with the event around it", async () => {
            const QueueUrl = await createQueue("delivered");
            const policy = {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "events.amazonaws.com" },
                        Action: "sqs:SendMessage",
                        Resource: "*",
                    },
                ],
            };
            await running.cloud.sqs.putQueuePolicy(QueueUrl, JSON.stringify(policy));
            const rule = await events.send(
                new PutRuleCommand({ Name: "paid", EventBusName: bus, EventPattern: '{"detail":{"paid":[true]}}' }),
            );
            const put = await events.send(
                new PutTargetsCommand({
                    Rule: "paid",
                    EventBusName: bus,
                    Targets: [{ Id: "queue", Arn: queueArn("delivered") }],
                }),
            );
            const entry = (paid: boolean) => ({
                EventBusName: bus,
                Source: "shop",
                DetailType: "Order",
                Detail: JSON.stringify({ paid }),
                Time: new Date("2026-02-03T04:05:06Z"),
                Resources: ["arn:aws:shop:::order/1"],
            });

            const { Entries, FailedEntryCount } = await events.send(
                new PutEventsCommand({ Entries: [entry(false), entry(true), { ...entry(true), Detail: "no JSON" }] }),
            );
            const { Messages } = await sqs.send(
                new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }),
            );

            expect(rule.RuleArn).to.equal(`arn:aws:events:${region}:${accountId}:rule/${bus}/paid`);
            expect(put.FailedEntryCount).to.equal(0);
            expect(FailedEntryCount).to.equal(1);
            expect(Entries?.[2]).to.include({ ErrorCode: "MalformedDetail" });
            expect(Messages).to.have.length(1);
            expect(JSON.parse(Messages?.[0]?.Body ?? "")).to.deep.equal({
                version: "0",
                id: Entries?.[1]?.EventId,
                "detail-type": "Order",
                source: "shop",
                account: accountId,
                time: "2026-02-03T04:05:06Z",
                region,
                resources: ["arn:aws:shop:::order/1"],
                detail: { paid: true },
            });
        });

        it("lists rules and targets, in pages, as they are", async () => {
            const names = Array.from({ length: 5 }, (_, index) => `listed-${index}`);
            for (const Name of names) {
                await events.send(new PutRuleCommand({ Name, EventBusName: bus, EventPattern: '{"source":["s"]}' }));
            }
            await events.send(new DisableRuleCommand({ Name: "listed-1", EventBusName: bus }));
            const target = { Id: "t", Arn: queueArn("any"), RetryPolicy: { MaximumRetryAttempts: 4 } };
            await events.send(new PutTargetsCommand({ Rule: "listed-0", EventBusName: bus, Targets: [target] }));

            const rules: (string | undefined)[] = [];
            let NextToken: string | undefined;
            let pages = 0;
            do {
                const page = await events.send(
                    new ListRulesCommand({ EventBusName: bus, NamePrefix: "listed-", Limit: 2, NextToken }),
                );
                rules.push(...(page.Rules ?? []).map(({ Name }) => Name));
                NextToken = page.NextToken;
                pages++;
            } while (NextToken !== undefined);
            const { Targets } = await events.send(
                new ListTargetsByRuleCommand({ Rule: "listed-0", EventBusName: bus }),
            );

            expect(rules).to.deep.equal(names);
            expect(pages).to.equal(3);
            expect(Targets).to.deep.equal([target]);
            expect(await events.send(new DescribeRuleCommand({ Name: "listed-1", EventBusName: bus }))).to.deep.include(
                { Name: "listed-1", State: "DISABLED", EventPattern: '{"source":["s"]}' },
            );
        });

        it("matches as TestEventPattern says, archives, and refuses as EventBridge does", async () => {
            const Event = JSON.stringify({
                id: "1",
                account: accountId,
                source: "shop",
                time: "2026-01-01T00:00:00Z",
                region,
                resources: [],
                "detail-type": "Order",
                detail: { total: 12 },
            });
            const matches = async (EventPattern: string) =>
                (await events.send(new TestEventPatternCommand({ Event, EventPattern }))).Result;
            const EventSourceArn = `arn:aws:events:${region}:${accountId}:event-bus/${bus}`;
            await running.cloud.events.putArchive({ name: "kept", eventSourceArn: EventSourceArn, retentionDays: 2 });

            expect(await matches('{"detail":{"total":[{"numeric":[">",10]}]}}')).to.equal(true);
            expect(await matches('{"detail":{"total":[{"numeric":[">",12]}]}}')).to.equal(false);
            expect(await events.send(new DescribeArchiveCommand({ ArchiveName: "kept" }))).to.deep.include({
                EventSourceArn,
                RetentionDays: 2,
                State: "ENABLED",
            });
            await refused(matches("{"), InvalidEventPatternException);
            await refused(
                events.send(new DescribeRuleCommand({ Name: "none", EventBusName: bus })),
                ResourceNotFoundException,
            );
            const error = await refused(
                events.send(new PutEventsCommand({ Entries: [] })),
                EventBridgeServiceException,
            );
            expect(error.name).to.equal("ValidationException");
        });

        it("removes targets, rules and buses, in that order only", async () => {
            await running.cloud.events.putBus({ name: "gone" });
            const Rule = "r";
            await events.send(
                new PutRuleCommand({ Name: Rule, EventBusName: "gone", EventPattern: '{"source":["s"]}' }),
            );
            await events.send(
                new PutTargetsCommand({ Rule, EventBusName: "gone", Targets: [{ Id: "t", Arn: queueArn("any") }] }),
            );

            const early = await refused(
                events.send(new DeleteRuleCommand({ Name: Rule, EventBusName: "gone" })),
                EventBridgeServiceException,
            );
            await events.send(new RemoveTargetsCommand({ Rule, EventBusName: "gone", Ids: ["t"] }));
            await events.send(new DeleteRuleCommand({ Name: Rule, EventBusName: "gone" }));
            await running.cloud.events.deleteBus("gone");

            expect(early.name).to.equal("ValidationException");
            await refused(events.send(new ListRulesCommand({ EventBusName: "gone" })), ResourceNotFoundException);
        });
    });

    it("empties a queue that is purged", async () => {
        const QueueUrl = await createQueue("purged");
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));

        await sqs.send(new PurgeQueueCommand({ QueueUrl }));

        expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []).to.be.empty;
    });
});
