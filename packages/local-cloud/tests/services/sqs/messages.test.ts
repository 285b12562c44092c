import {
    ChangeMessageVisibilityBatchCommand,
    ChangeMessageVisibilityCommand,
    DeleteMessageBatchCommand,
    DeleteMessageCommand,
    PurgeQueueCommand,
    SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { Sqs } from "../../../src/services/sqs/sqs";
import { until } from "../../../src/testing/until";
import { manualClock } from "../../../src/testing/manual-clock";
import { account, failure, SqsFixture } from "./sqs-fixture";

describe("SQS's messages", () => {
    let sqs: SqsFixture;
    let queue: string;

    beforeEach(async () => {
        sqs = await SqsFixture.start();
        queue = await sqs.create("orders", { VisibilityTimeout: "30" });
    });

    afterEach(() => sqs.stop());

    it("come with their attributes and with digests that the SDK's client accepts", async () => {
        const attributes = {
            "rule.name": { DataType: "String", StringValue: "welcome" },
            Attempts: { DataType: "Number.int", StringValue: "3" },
            Blob: { DataType: "Binary", BinaryValue: Buffer.from([0, 200, 10]) },
        };

        const sent = await sqs.send(queue, "héllo", { MessageAttributes: attributes });
        const [message = expect.fail("no message")] = await sqs.receive(queue, { MessageAttributeNames: ["All"] });

        expect(message.Body).to.equal("héllo");
        expect(message.MessageId).to.equal(sent.MessageId);
        expect(message.MD5OfMessageAttributes).to.equal(sent.MD5OfMessageAttributes);
        expect(message.MessageAttributes?.Attempts?.StringValue).to.equal("3");
        expect(Buffer.from(message.MessageAttributes?.Blob?.BinaryValue ?? [])).to.deep.equal(
            Buffer.from([0, 200, 10]),
        );
        const now = String(sqs.clock.now());
        expect(message.Attributes).to.deep.equal({
            SenderId: "admin",
            SentTimestamp: now,
            ApproximateReceiveCount: "1",
            ApproximateFirstReceiveTimestamp: now,
        });
    });

    it("have the digests that AWS gives for the same attributes", async () => {
        const text = (StringValue: string) => ({ DataType: "String", StringValue });

        const { MD5OfMessageAttributes, MD5OfMessageBody } = await sqs.send(queue, "msg", {
            MessageAttributes: { Hello: text("There"), General: text("Kenobi"), "Help.Me": text("Me") },
        });
        const prefixed = await sqs.receive(queue, { MessageAttributeNames: ["Hel.*"], VisibilityTimeout: 0 });
        const exact = await sqs.receive(queue, { MessageAttributeNames: ["Hello", "Foo"], VisibilityTimeout: 0 });
        const none = await sqs.receive(queue);

        // Recorded from AWS.
        expect(MD5OfMessageBody).to.equal("6e2baaf3b97dbeef01c0043275f9a0e7");
        expect(MD5OfMessageAttributes).to.equal("4c360f3fdafd970e05fae2f149d997f5");
        expect(prefixed[0]?.MD5OfMessageAttributes).to.equal("83fee93c1bcd8b9a5a923ffacdc636c7");
        expect(exact[0]?.MD5OfMessageAttributes).to.equal("a311262e065454b75da111d535b8dacd");
        expect(none[0]).to.not.have.property("MessageAttributes");
    });

    it("are hidden for the visibility timeout, then come again with a higher count", async () => {
        await sqs.send(queue, "one");

        const first = await sqs.receive(queue);
        await sqs.clock.advance(29_999);
        const hidden = await sqs.receive(queue);
        const countsHidden = await sqs.counts(queue);
        await sqs.clock.advance(1);
        const again = await sqs.receive(queue);

        expect(first).to.have.length(1);
        expect(hidden).to.be.empty;
        expect(countsHidden).to.deep.equal(["0", "1", "0"]);
        expect(again[0]?.Attributes).to.include({
            ApproximateReceiveCount: "2",
            ApproximateFirstReceiveTimestamp: String(sqs.clock.now() - 30_000),
        });
    });

    it("are gone once deleted, and deleting again is no error", async () => {
        await sqs.send(queue, "one");
        const [message] = await sqs.receive(queue);
        const command = new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle });

        await sqs.client.send(command);
        await sqs.client.send(command);
        await sqs.clock.advance(60_000);

        expect(await sqs.receive(queue)).to.be.empty;
        expect(await sqs.counts(queue)).to.deep.equal(["0", "0", "0"]);
    });

    it("stay when they were received again since", async () => {
        await sqs.send(queue, "one");
        const [stale] = await sqs.receive(queue, { VisibilityTimeout: 0 });
        await sqs.receive(queue);

        await sqs.client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: stale?.ReceiptHandle }));
        await sqs.clock.advance(30_000);

        expect(await sqs.bodies(queue)).to.deep.equal(["one"]);
    });

    it("can be given back, or kept for longer, while they are in flight", async () => {
        await sqs.send(queue, "one");
        const change = async (seconds: number, handle?: string) =>
            sqs.client.send(
                new ChangeMessageVisibilityCommand({
                    QueueUrl: queue,
                    ReceiptHandle: handle,
                    VisibilityTimeout: seconds,
                }),
            );
        const [first] = await sqs.receive(queue);

        await change(100, first?.ReceiptHandle);
        await sqs.clock.advance(99_000);
        const kept = await sqs.receive(queue);
        const tooLong = await failure(change(43_200, first?.ReceiptHandle));
        await change(0, first?.ReceiptHandle);
        const returned = await sqs.receive(queue);

        expect(kept).to.be.empty;
        expect(tooLong.message).to.contain("beyond the limit [43200 seconds]");
        expect(returned).to.have.length(1);
    });

    it("can be given back together, each for itself", async () => {
        await sqs.send(queue, "one");
        await sqs.send(queue, "two");
        const received = await sqs.receive(queue, { MaxNumberOfMessages: 10 });
        const Entries = received.map(({ ReceiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle,
            VisibilityTimeout: index === 0 ? 0 : 99_999,
        }));

        const { Successful, Failed } = await sqs.client.send(
            new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue, Entries }),
        );

        expect(Successful).to.deep.equal([{ Id: "0" }]);
        expect(Failed).to.have.length(1);
        expect(Failed?.[0]).to.include({ Id: "1", SenderFault: true, Code: "InvalidParameterValue" });
        expect(await sqs.bodies(queue)).to.deep.equal(["one"]);
    });

    it("can be given back by any of their receipts, and by none once they are visible again", async () => {
        await sqs.send(queue, "one");
        const [earlier] = await sqs.receive(queue, { VisibilityTimeout: 0 });
        await sqs.receive(queue);
        const change = (VisibilityTimeout: number) =>
            sqs.client.send(
                new ChangeMessageVisibilityCommand({
                    QueueUrl: queue,
                    ReceiptHandle: earlier?.ReceiptHandle,
                    VisibilityTimeout,
                }),
            );

        await change(0);
        const returned = await sqs.counts(queue);
        await change(100);

        expect(returned).to.deep.equal(["1", "0", "0"]);
        expect(await sqs.counts(queue)).to.deep.equal(["1", "0", "0"]);
    });

    it("come in the order in which they were sent, also those that came back", async () => {
        await sqs.send(queue, "one");
        await sqs.receive(queue);
        await sqs.send(queue, "two");
        await sqs.send(queue, "three", { DelaySeconds: 30 });
        await sqs.send(queue, "four");
        await sqs.clock.advance(30_000);

        expect(await sqs.bodies(queue)).to.deep.equal(["one", "two", "three", "four"]);
    });

    it("keep the trace that the request came with", async () => {
        const request = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
        sqs.client.middlewareStack.add(
            (next) => (args) => {
                (args.request as { headers: Record<string, string> }).headers["x-amzn-trace-id"] = request;
                return next(args);
            },
            { step: "build" },
        );

        await sqs.send(queue, "request's");
        const refused = await failure(
            sqs.send(queue, "own", { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String" } } }),
        );
        const received = await sqs.receive(queue, { MessageSystemAttributeNames: ["AWSTraceHeader"] });

        expect(refused.message).to.equal("The local cloud does not have MessageSystemAttributes.");
        expect(received.map(({ Attributes }) => Attributes)).to.deep.equal([{ AWSTraceHeader: request }]);
    });

    it("show the attributes that are asked for, by name, by prefix or all, under either parameter", async () => {
        const text = (StringValue: string) => ({ DataType: "String", StringValue });
        await sqs.send(queue, "one", {
            MessageAttributes: { "Help.Me": text("Me"), Hello: text("There"), "attr.1øßä": text("Valid") },
        });
        const ask = async (...MessageAttributeNames: string[]) => {
            const [message] = await sqs.receive(queue, { MessageAttributeNames, VisibilityTimeout: 0 });
            return Object.keys(message?.MessageAttributes ?? {}).sort();
        };
        const all = ["Hello", "Help.Me", "attr.1øßä"];

        const system = await sqs.receive(queue, {
            VisibilityTimeout: 0,
            AttributeNames: ["All"],
            MessageSystemAttributeNames: ["SenderId"],
        });
        const one = await sqs.receive(queue, { VisibilityTimeout: 0, MessageSystemAttributeNames: ["SenderId"] });

        expect(Object.keys(system[0]?.Attributes ?? {}).sort()).to.deep.equal([
            "ApproximateFirstReceiveTimestamp",
            "ApproximateReceiveCount",
            "SenderId",
            "SentTimestamp",
        ]);
        expect(one[0]?.Attributes).to.deep.equal({ SenderId: "admin" });
        expect(await ask("All")).to.deep.equal(all);
        expect(await ask("*")).to.deep.equal(all);
        expect(await ask(".*")).to.deep.equal(all);
        expect(await ask("Hel.*")).to.deep.equal(["Hello", "Help.Me"]);
        expect(await ask("Hello", "Foo")).to.deep.equal(["Hello"]);
        expect(await ask("Foo", "Help", "AWS.", "..foo")).to.deep.equal([]);
    });

    it("wait for their delay, or for the queue's", async () => {
        const slow = await sqs.create("slow", { DelaySeconds: "5" });
        await sqs.send(queue, "own", { DelaySeconds: 10 });
        await sqs.send(slow, "queue's");

        const counts = await sqs.counts(queue);
        const early = [...(await sqs.bodies(queue)), ...(await sqs.bodies(slow))];
        await sqs.clock.advance(5000);
        const fiveLater = [...(await sqs.bodies(queue)), ...(await sqs.bodies(slow))];
        await sqs.clock.advance(5000);
        const tenLater = await sqs.bodies(queue);

        expect(counts).to.deep.equal(["0", "0", "1"]);
        expect([early, fiveLater, tenLater]).to.deep.equal([[], ["queue's"], ["own"]]);
    });

    it("end a long poll as soon as they are sent", async () => {
        const poll = sqs.bodies(queue, { WaitTimeSeconds: 20 });
        await sqs.clock.advance(1000);

        await sqs.send(queue, "one");

        expect(await poll).to.deep.equal(["one"]);
        // The queues' sweep, and until when the message is hidden.
        expect(sqs.clock.pending()).to.equal(2);
    });

    it("end a long poll as they become visible again", async () => {
        await sqs.send(queue, "one");
        await sqs.receive(queue, { VisibilityTimeout: 5 });
        const poll = sqs.bodies(queue, { WaitTimeSeconds: 20 });
        await pollsWaiting(sqs, 3);

        await sqs.clock.advance(5000);

        expect(await poll).to.deep.equal(["one"]);
    });

    it("leave a long poll empty when its time is up, or the service stops", async () => {
        const poll = sqs.bodies(queue, { WaitTimeSeconds: 20 });
        await pollsWaiting(sqs, 2);
        await sqs.clock.advance(20_000);
        const timedOut = await poll;
        const second = sqs.bodies(queue, { WaitTimeSeconds: 20 });
        await pollsWaiting(sqs, 2);
        await sqs.sqs.stop();

        expect([timedOut, await second]).to.deep.equal([[], []]);
        expect(sqs.clock.pending()).to.equal(0);
    });

    it("leave a long poll empty in its own clock's time, where it has one", async () => {
        const { store, clock } = sqs;
        const pollClock = manualClock();
        const metrics = { put: () => undefined };
        const service = new Sqs({ store, clock, pollClock, account, metrics, endpointUrl: () => queue });
        await service.start();
        const call = { signal: new AbortController().signal, authorize: () => undefined, headers: {}, requestId: "1" };
        const input = { QueueUrl: queue, WaitTimeSeconds: 20 };

        const poll = service.operations.ReceiveMessage?.(input, { ...call, caller: { kind: "admin" } });
        await clock.advance(20_000);
        const waiting = pollClock.pending();
        await pollClock.advance(20_000);
        const answer = await poll;
        await service.stop();

        expect(waiting).to.equal(1);
        expect(answer).to.deep.equal({});
    });

    it("go to nobody when the one who polled for them has gone", async () => {
        const gone = new AbortController();
        const input = { QueueUrl: queue, WaitTimeSeconds: 20 };
        const call = { signal: gone.signal, authorize: () => undefined, caller: { kind: "admin" as const } };
        const poll = sqs.sqs.operations.ReceiveMessage?.(input, { ...call, requestId: "1", headers: {} });
        gone.abort();

        await poll;
        await sqs.send(queue, "one");

        expect(await sqs.counts(queue)).to.deep.equal(["1", "0", "0"]);
    });

    it("expire after the retention period", async () => {
        await sqs.send(queue, "one");
        await sqs.receive(queue);
        await sqs.clock.advance(345_600_000 - 1);
        const counts = await sqs.counts(queue);

        await sqs.clock.advance(60_000);

        expect(counts).to.deep.equal(["1", "0", "0"]);
        expect(await sqs.counts(queue)).to.deep.equal(["0", "0", "0"]);
        await until("it to leave the store", async () => ((await entries(sqs)) === 0 ? true : undefined));
    });

    it("are all gone after a purge", async () => {
        await sqs.send(queue, "one");
        await sqs.send(queue, "two");
        await sqs.receive(queue, { MaxNumberOfMessages: 1 });

        await sqs.client.send(new PurgeQueueCommand({ QueueUrl: queue }));

        expect(await sqs.counts(queue)).to.deep.equal(["0", "0", "0"]);
        expect(await entries(sqs)).to.equal(0);
    });

    it("may come in batches, each entry with its own outcome", async () => {
        const sent = await sqs.client.send(
            new SendMessageBatchCommand({
                QueueUrl: queue,
                Entries: [
                    { Id: "a", MessageBody: "A" },
                    { Id: "b", MessageBody: "B\u0001" },
                    { Id: "c", MessageBody: "C", DelaySeconds: 901 },
                    { Id: "d", MessageBody: "D" },
                    { Id: "e", MessageBody: "E", MessageAttributes: { kind: { DataType: undefined } } },
                ],
            }),
        );
        const [a] = await sqs.receive(queue);
        const deleted = await sqs.client.send(
            new DeleteMessageBatchCommand({
                QueueUrl: queue,
                Entries: [
                    { Id: "1", ReceiptHandle: a?.ReceiptHandle },
                    { Id: "2", ReceiptHandle: "garbage" },
                ],
            }),
        );

        expect(sent.Successful?.map(({ Id }) => Id)).to.deep.equal(["a", "d"]);
        expect(sent.Failed?.map(({ Id, Code }) => [Id, Code])).to.deep.equal([
            ["b", "InvalidMessageContents"],
            ["c", "InvalidParameterValue"],
            ["e", "InvalidParameterValue"],
        ]);
        expect(deleted.Successful).to.deep.equal([{ Id: "1" }]);
        expect(deleted.Failed?.[0]).to.include({ Id: "2", Code: "ReceiptHandleIsInvalid", SenderFault: true });
        expect(await sqs.counts(queue)).to.deep.equal(["0", "1", "0"]);
    });

    it("are counted in AWS/SQS's metrics", async () => {
        await sqs.send(queue, "12345");
        await sqs.receive(queue);
        await sqs.receive(queue);
        await sqs.send(queue, "x");
        await sqs.clock.advance(60_000);

        const sum = (metric: string) =>
            sqs.metrics.filter((one) => one.metric === metric).reduce((total, { value }) => total + value, 0);
        expect({
            sent: sum("NumberOfMessagesSent"),
            size: sum("SentMessageSize"),
            received: sum("NumberOfMessagesReceived"),
            empty: sum("NumberOfEmptyReceives"),
            visible: sum("ApproximateNumberOfMessagesVisible"),
            age: sum("ApproximateAgeOfOldestMessage"),
        }).to.deep.equal({ sent: 2, size: 6, received: 1, empty: 1, visible: 2, age: 60 });
        expect(sqs.metrics.every((one) => one.queue === "orders")).to.be.true;
    });

    for (const [what, send, code, message] of [
        ["an empty body", { MessageBody: "" }, "MissingParameter", /MessageBody/],
        ["a body over 1 MiB", { MessageBody: "x".repeat(1_048_577) }, "InvalidParameterValue", /shorter than 1048576/],
        ["characters XML has not", { MessageBody: "\u0000" }, "InvalidMessageContents", /Invalid characters/],
        [
            "a reserved attribute name",
            { MessageAttributes: { "AWS.x": { DataType: "String", StringValue: "x" } } },
            "InvalidParameterValue",
            /name is not valid/,
        ],
        [
            "an unknown attribute type",
            { MessageAttributes: { x: { DataType: "Text", StringValue: "x" } } },
            "InvalidParameterValue",
            /Binary, Number, String/,
        ],
        [
            "a number that is none",
            { MessageAttributes: { x: { DataType: "Number", StringValue: "x" } } },
            "InvalidParameterValue",
            /Can't cast/,
        ],
        [
            "an attribute type of more than 256 characters",
            { MessageAttributes: { x: { DataType: `String.${"x".repeat(256)}`, StringValue: "x" } } },
            "InvalidParameterValue",
            /Binary, Number, String/,
        ],
        [
            "an attribute name with a sign that is no letter",
            { MessageAttributes: { "a§b": { DataType: "String", StringValue: "x" } } },
            "InvalidParameterValue",
            /name is not valid/,
        ],
        [
            "a control character in an attribute",
            { MessageAttributes: { x: { DataType: "String", StringValue: "a\u0008b" } } },
            "InvalidParameterValue",
            /Invalid binary character/,
        ],
        ["a deduplication id", { MessageDeduplicationId: "x" }, "InvalidParameterValue", /MessageDeduplicationId/],
        ["a message group", { MessageGroupId: "x" }, "InvalidParameterValue", /MessageGroupId/],
    ] as const) {
        it(`are refused with ${what}`, async () => {
            const error = await failure(sqs.send(queue, "body", send));

            expect(error.name).to.equal(code);
            expect(error.message).to.match(message);
        });
    }

    it("of 1 MiB are taken", async () => {
        await sqs.send(queue, "x".repeat(1_048_576));

        expect((await sqs.bodies(queue))[0]).to.have.length(1_048_576);
    });

    it("are refused in batches that are too long, empty, too many or not distinct", async () => {
        const batch = (Entries: { Id: string; MessageBody: string }[]) =>
            failure(sqs.client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries })));
        const entry = (Id: string, MessageBody = "x") => ({ Id, MessageBody });

        const names = [
            await batch([]),
            await batch(Array.from({ length: 11 }, (_, index) => entry(String(index)))),
            await batch([entry("a"), entry("a")]),
            await batch([entry("a:b")]),
            await batch([entry("a", "x".repeat(600_000)), entry("b", "x".repeat(600_000))]),
        ].map(({ name }) => name);

        expect(names).to.deep.equal([
            "EmptyBatchRequest",
            "TooManyEntriesInBatchRequest",
            "BatchEntryIdsNotDistinct",
            "InvalidBatchEntryId",
            "BatchRequestTooLong",
        ]);
    });

    it("are not found in queues that are not there, or by handles of another queue", async () => {
        const other = await sqs.create("other");
        await sqs.send(other, "one");
        const [message] = await sqs.receive(other);

        const foreign = await failure(
            sqs.client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle })),
        );
        const missing = await failure(sqs.send(queue.replace("orders", "nothing"), "x"));

        expect(foreign.name).to.equal("ReceiptHandleIsInvalid");
        expect(missing.name).to.equal("QueueDoesNotExist");
        expect(missing.Code).to.equal("AWS.SimpleQueueService.NonExistentQueue");
    });

    it("go to the queue whose name stands for its URL", async () => {
        await sqs.send("orders", "one");
        const missing = await failure(sqs.send("nothing", "x"));

        expect(await sqs.bodies("orders")).to.deep.equal(["one"]);
        expect(missing.name).to.equal("QueueDoesNotExist");
    });

    it("have errors with the statuses of the protocol that they are asked for in", async () => {
        const url = sqs.running.endpoint.url;
        const asForm = (action: string, fields: object) => {
            const body = new URLSearchParams({ Action: action, Version: "2012-11-05", ...fields });
            return fetch(url, { method: "POST", body });
        };
        const asJson = (action: string, fields: object) => {
            const headers = { "x-amz-target": `AmazonSQS.${action}` };
            return fetch(url, { method: "POST", headers, body: JSON.stringify(fields) });
        };

        const statuses = async (ask: typeof asJson) => [
            (await ask("DeleteMessage", { QueueUrl: queue, ReceiptHandle: "garbage" })).status,
            (await ask("DeleteMessage", { QueueUrl: "http://garbage", ReceiptHandle: "garbage" })).status,
        ];

        expect(await statuses(asForm)).to.deep.equal([404, 404]);
        expect(await statuses(asJson)).to.deep.equal([400, 400]);
    });
});

/** Waits until `count` timers stand: the sweep's and those of polls. */
async function pollsWaiting(sqs: SqsFixture, count: number): Promise<void> {
    await until("the polls", () => sqs.clock.pending() >= count);
}

/** How many messages the store holds, states and contents. */
async function entries(sqs: SqsFixture): Promise<number> {
    let count = 0;
    for (const name of ["sqs/states", "sqs/contents"]) {
        for await (const _entry of sqs.store.collection(name).entries()) {
            count++;
        }
    }
    return count;
}
