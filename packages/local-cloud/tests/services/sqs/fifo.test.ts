import {
    ChangeMessageVisibilityCommand,
    DeleteMessageCommand,
    PurgeQueueCommand,
    SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { arn, failure, SqsFixture } from "./sqs-fixture";

describe("SQS's FIFO queues", () => {
    let sqs: SqsFixture;
    let queue: string;

    beforeEach(async () => {
        sqs = await SqsFixture.start();
        queue = await sqs.create("orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
    });

    afterEach(() => sqs.stop());

    const send = (body: string, group: string, more: object = {}) =>
        sqs.send(queue, body, { MessageGroupId: group, ...more });

    it("keep each group's order, and hold a group while one of its messages is in flight", async () => {
        for (const [body, group] of [
            ["a1", "a"],
            ["b1", "b"],
            ["a2", "a"],
            ["a3", "a"],
        ] as const) {
            await send(body, group);
        }

        const [first] = await sqs.receive(queue, { MaxNumberOfMessages: 1 });
        const meanwhile = await sqs.receive(queue);
        await sqs.client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: first?.ReceiptHandle }));
        const rest = await sqs.bodies(queue);

        expect(first?.Body).to.equal("a1");
        expect(meanwhile.map(({ Body }) => Body)).to.deep.equal(["b1"]);
        expect(rest).to.deep.equal(["a2", "a3"]);
        expect(first?.Attributes?.MessageGroupId).to.equal("a");
        expect(first?.Attributes?.SequenceNumber).to.match(/^\d{20}$/);
    });

    it("serve group by group, and a group whose messages come back after those that wait", async () => {
        for (const [body, group] of [
            ["a1", "a"],
            ["b1", "b"],
            ["b2", "b"],
            ["c1", "c"],
            ["a2", "a"],
        ] as const) {
            await send(body, group);
        }

        const some = await sqs.bodies(queue, { MaxNumberOfMessages: 3, VisibilityTimeout: 0 });
        const all = await sqs.bodies(queue, { VisibilityTimeout: 10 });
        await sqs.clock.advance(10_000);
        const again = await sqs.bodies(queue);

        // AWS's own order: LocalStack's test_fifo_receive_message_with_zero_visibility_timeout.
        expect(some).to.deep.equal(["a1", "a2", "b1"]);
        expect(all).to.deep.equal(["c1", "a1", "a2", "b1", "b2"]);
        expect(again).to.deep.equal(all);
    });

    it("serve a group as far as its first hidden message, behind those that waited meanwhile", async () => {
        await send("a1", "a");
        await send("a2", "a");
        await send("b1", "b");
        const [first] = await sqs.receive(queue, { MaxNumberOfMessages: 2 });

        await sqs.client.send(
            new ChangeMessageVisibilityCommand({
                QueueUrl: queue,
                ReceiptHandle: first?.ReceiptHandle,
                VisibilityTimeout: 0,
            }),
        );

        expect(await sqs.bodies(queue)).to.deep.equal(["b1", "a1"]);
    });

    it("go on with a group once what was received of it is deleted", async () => {
        for (const body of ["a1", "a2", "a3"]) {
            await send(body, "a");
        }
        await send("b1", "b");
        const received = await sqs.receive(queue, { MaxNumberOfMessages: 2 });

        for (const { ReceiptHandle } of received) {
            await sqs.client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
        }

        expect(await sqs.bodies(queue)).to.deep.equal(["b1", "a3"]);
    });

    it("refuse a whole batch for one entry without its group or deduplication id", async () => {
        const plain = await sqs.create("plain.fifo", { FifoQueue: "true" });
        const batch = (entry: object) =>
            failure(
                sqs.client.send(
                    new SendMessageBatchCommand({
                        QueueUrl: plain,
                        Entries: [
                            { Id: "a", MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "1" },
                            { Id: "b", MessageBody: "x", ...entry },
                        ],
                    }),
                ),
            );

        const errors = [await batch({ MessageDeduplicationId: "2" }), await batch({ MessageGroupId: "a" })];

        expect(errors.map(({ name, message }) => `${name}: ${message}`)).to.deep.equal([
            "InvalidParameterValue: The request must contain the parameter MessageGroupId.",
            "InvalidParameterValue: The queue should either have ContentBasedDeduplication enabled or " +
                "MessageDeduplicationId provided explicitly",
        ]);
        expect(await sqs.counts(plain)).to.deep.equal(["0", "0", "0"]);
    });

    it("forget what they took when they are purged, also after a restart", async () => {
        await send("same", "a");

        await sqs.client.send(new PurgeQueueCommand({ QueueUrl: queue }));
        await sqs.restart();
        await sqs.send("orders.fifo", "same", { MessageGroupId: "a" });

        expect(await sqs.bodies("orders.fifo")).to.deep.equal(["same"]);
    });

    it("delay every message alike, also one that asks for no delay", async () => {
        queue = await sqs.create("slow.fifo", {
            FifoQueue: "true",
            ContentBasedDeduplication: "true",
            DelaySeconds: "2",
        });

        await send("one", "a", { DelaySeconds: 0 });
        const early = await sqs.bodies(queue);
        await sqs.clock.advance(2_000);

        expect(early).to.be.empty;
        expect(await sqs.bodies(queue)).to.deep.equal(["one"]);
    });

    it("take a message once in five minutes, by its id or its content, also after a restart", async () => {
        const sent = await send("same", "a");
        const again = await send("same", "b");
        await send("one", "a", { MessageDeduplicationId: "id" });
        await sqs.restart();
        queue = queue.replace(/^.*?(?=\/\d{12})/, sqs.running.endpoint.url);
        const restarted = await send("two", "a", { MessageDeduplicationId: "id" });
        const bodies = await sqs.bodies(queue);
        await sqs.clock.advance(5 * 60_000);
        await send("same", "c");

        expect(again.MessageId).to.equal(sent.MessageId);
        expect(again.SequenceNumber).to.equal(sent.SequenceNumber);
        expect(restarted.SequenceNumber).to.match(/^\d{20}$/);
        expect(bodies).to.deep.equal(["same", "one"]);
        expect(await sqs.bodies(queue)).to.include("same");
    });

    it("write a message again that comes again before it is known to be written, and have it once", async () => {
        const context = { principal: "lambda.amazonaws.com", sourceArn: "arn:aws:lambda:x", messageGroupId: "a" };
        const handOver = () => sqs.sqs.handOver(arn("orders.fifo"), "same", context);

        const lost = await handOver();
        const again = await handOver();
        await sqs.store.write(again.writes);
        again.done();
        lost.done();
        const known = await handOver();

        expect(again.writes).to.deep.equal(lost.writes);
        expect(known.writes).to.be.empty;
        expect(await sqs.counts(queue)).to.deep.equal(["1", "0", "0"]);
        expect(await sqs.bodies(queue)).to.deep.equal(["same"]);
    });

    it("recognise messages within their group alone when told to", async () => {
        queue = await sqs.create("scoped.fifo", {
            FifoQueue: "true",
            ContentBasedDeduplication: "true",
            DeduplicationScope: "messageGroup",
        });

        await send("same", "a");
        await send("same", "a");
        await send("same", "b");

        expect(await sqs.bodies(queue)).to.deep.equal(["same", "same"]);
    });

    it("refuse what they cannot order, and receipts that have run out", async () => {
        const plain = await sqs.create("plain.fifo", { FifoQueue: "true" });
        await send("one", "a");
        const [message] = await sqs.receive(queue);
        await sqs.clock.advance(30_000);

        const errors = [
            await failure(sqs.send(queue, "x")),
            await failure(sqs.send(plain, "x", { MessageGroupId: "a" })),
            await failure(send("x", "a", { DelaySeconds: 2 })),
            await failure(
                sqs.client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle })),
            ),
            await failure(
                sqs.client.send(
                    new ChangeMessageVisibilityCommand({
                        QueueUrl: queue,
                        ReceiptHandle: message?.ReceiptHandle,
                        VisibilityTimeout: 10,
                    }),
                ),
            ),
        ].map(({ message: text }) => text);

        expect(errors[0]).to.match(/MessageGroupId/);
        expect(errors[1]).to.match(/ContentBasedDeduplication enabled or MessageDeduplicationId/);
        expect(errors[2]).to.match(/not valid for this queue type/);
        expect(errors[3]).to.match(/The receipt handle has expired/);
        expect(errors[4]).to.match(/not in flight/);
        expect(arn("orders.fifo")).to.equal((await sqs.attributes(queue)).QueueArn);
    });
});
