import {
    CancelMessageMoveTaskCommand,
    DeleteQueueCommand,
    ListMessageMoveTasksCommand,
    StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { until } from "../../../end-to-end/local-run";
import { arn, failure, SqsFixture } from "./sqs-fixture";

describe("SQS's redrive", () => {
    let sqs: SqsFixture;
    let queue: string;
    let dlq: string;

    beforeEach(async () => {
        sqs = await SqsFixture.start();
        ({ queue, dlq } = await sqs.createWithDlq(2));
    });

    afterEach(() => sqs.stop());

    const start = async (DestinationArn?: string, MaxNumberOfMessagesPerSecond?: number) => {
        const input = { SourceArn: arn("dlq"), DestinationArn, MaxNumberOfMessagesPerSecond };
        return (await sqs.client.send(new StartMessageMoveTaskCommand(input))).TaskHandle;
    };
    const task = async () => {
        const { Results } = await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn: arn("dlq") }));
        return Results?.[0] ?? expect.fail("no task");
    };
    const finished = async () => {
        for (;;) {
            const latest = await task();
            if (latest.Status !== "RUNNING" && latest.Status !== "CANCELLING") {
                return latest;
            }
            await sqs.clock.advance(1000);
        }
    };
    /** Sends messages and receives each too often. */
    const poison = async (...bodies: string[]) => {
        for (const body of bodies) {
            await sqs.send(queue, body);
        }
        for (let time = 0; time < 3; time++) {
            await sqs.receive(queue, { VisibilityTimeout: 0 });
        }
    };

    it("moves a message to the dead-letter queue at the receive after the last that is allowed", async () => {
        const sent = await sqs.send(queue, "poison");
        const sentAt = sqs.clock.now();
        await sqs.receive(queue, { VisibilityTimeout: 5 });
        await sqs.clock.advance(5000);
        const second = await sqs.receive(queue, { VisibilityTimeout: 5 });
        const inFlight = await sqs.counts(dlq);
        await sqs.clock.advance(5000);

        const third = await sqs.receive(queue);
        const [dead] = await sqs.receive(dlq);

        expect(second[0]?.Attributes?.ApproximateReceiveCount).to.equal("2");
        expect(inFlight).to.deep.equal(["0", "0", "0"]);
        expect(third).to.be.empty;
        expect(dead?.MessageId).to.equal(sent.MessageId);
        expect(dead?.Attributes).to.include({
            DeadLetterQueueSourceArn: arn("orders"),
            SentTimestamp: String(sentAt),
            ApproximateReceiveCount: "3",
        });
        expect(await sqs.counts(queue)).to.deep.equal(["0", "0", "0"]);
    });

    it("wakes who waits on the dead-letter queue", async () => {
        await sqs.send(queue, "poison");
        const poll = sqs.bodies(dlq, { WaitTimeSeconds: 20 });
        for (let time = 0; time < 3; time++) {
            await sqs.receive(queue, { VisibilityTimeout: 0 });
        }

        expect(await poll).to.deep.equal(["poison"]);
    });

    it("moves messages back to the queues that they came from", async () => {
        await poison("one", "two");

        await start();
        const done = await finished();
        const back = await sqs.receive(queue);

        expect(done).to.deep.include({
            Status: "COMPLETED",
            SourceArn: arn("dlq"),
            ApproximateNumberOfMessagesMoved: 2,
            ApproximateNumberOfMessagesToMove: 2,
        });
        expect(done).to.not.have.property("TaskHandle");
        expect(back.map(({ Body }) => Body)).to.have.members(["one", "two"]);
        expect(back[0]?.Attributes).to.include({ ApproximateReceiveCount: "1" });
        expect(back[0]?.Attributes).to.not.have.property("DeadLetterQueueSourceArn");
    });

    it("moves messages to another queue, no faster than told to, and stops when cancelled", async () => {
        const other = await sqs.create("other");
        await poison("one", "two", "three");

        const handle = await start(arn("other"), 1);
        const secondTask = await failure(start(arn("other")));
        await sqs.clock.advance(0);
        const atOnce = await sqs.counts(other);
        await sqs.clock.advance(1000);
        const afterOneSecond = await until("the first message to arrive", async () => {
            const counts = await sqs.counts(other);
            return counts[0] === "0" ? undefined : counts;
        });
        const { ApproximateNumberOfMessagesMoved: moved } = await sqs.client.send(
            new CancelMessageMoveTaskCommand({ TaskHandle: handle }),
        );
        const done = await finished();

        expect(secondTask.message).to.contain("There is already a task running");
        expect([atOnce[0], afterOneSecond[0], moved]).to.deep.equal(["0", "1", 1]);
        expect(done.Status).to.equal("CANCELLED");
        expect(await sqs.counts(other)).to.deep.equal(["1", "0", "0"]);
        expect(await sqs.counts(dlq)).to.deep.equal(["2", "0", "0"]);
    });

    it("puts messages after those that were sent before it, also after a restart", async () => {
        await sqs.create("dlq.fifo", { FifoQueue: "true" });
        const fifo = await sqs.create("orders.fifo", {
            FifoQueue: "true",
            ContentBasedDeduplication: "true",
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dlq.fifo"), maxReceiveCount: 1 }),
        });
        await sqs.send(fifo, "poison", { MessageGroupId: "a" });
        await sqs.receive(fifo, { VisibilityTimeout: 0 });
        await sqs.receive(fifo);
        await sqs.send(fifo, "later", { MessageGroupId: "a" });

        await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: arn("dlq.fifo") }));
        await until("the message to be back", async () => ((await sqs.counts(fifo))[0] === "2" ? true : undefined));
        await sqs.restart();
        const bodies = await sqs.bodies(fifo.replace(/^.*?(?=\/\d{12})/, sqs.running.endpoint.url));

        expect(bodies).to.deep.equal(["later", "poison"]);
        expect(await contents(sqs)).to.equal(2);
    });

    it("goes on after a restart", async () => {
        await poison("one", "two");
        await start(arn("orders"), 1);

        await sqs.restart();
        [queue, dlq] = [queue, dlq].map((url) => url.replace(/^.*?(?=\/\d{12})/, sqs.running.endpoint.url)) as [
            string,
            string,
        ];
        const done = await finished();

        expect(done).to.include({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 2 });
        expect(await sqs.counts(queue)).to.deep.equal(["2", "0", "0"]);
    });

    it("fails when the destination is gone, or a message came from nowhere", async () => {
        const other = await sqs.create("other");
        await poison("one");
        await start(arn("other"), 1);
        await sqs.client.send(new DeleteQueueCommand({ QueueUrl: other }));
        const gone = await finished();
        await sqs.send(dlq, "direct");
        await start();
        const nowhere = await finished();

        expect([gone.Status, gone.FailureReason]).to.deep.equal(["FAILED", "AWS.SimpleQueueService.NonExistentQueue"]);
        expect([nowhere.Status, nowhere.FailureReason]).to.deep.equal(["FAILED", "CouldNotDetermineMessageSource"]);
        expect(await sqs.counts(dlq)).to.deep.equal(["1", "0", "0"]);
    });

    it("is refused for queues that no other queue has as its dead-letter queue, as those of functions are", async () => {
        const command = (SourceArn: string, DestinationArn?: string) =>
            failure(sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn })));

        const errors = [
            await command(arn("orders")),
            await command(arn("nothing")),
            await command(arn("dlq"), arn("nothing")),
            await failure(sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle: "garbage" }))),
        ].map(({ name, message }) => `${name}: ${message}`);

        expect(errors).to.deep.equal([
            "InvalidParameterValue: Source queue must be configured as a Dead Letter Queue.",
            "ResourceNotFoundException: The resource that you specified for the SourceArn parameter doesn't exist.",
            "ResourceNotFoundException: The resource that you specified for the DestinationArn parameter doesn't exist.",
            "InvalidParameterValue: Value for parameter TaskHandle is invalid.",
        ]);
    });
});

/** How many messages' contents the store holds. */
async function contents(sqs: SqsFixture): Promise<number> {
    let count = 0;
    for await (const _entry of sqs.store.collection("sqs/contents").entries()) {
        count++;
    }
    return count;
}

describe("SQS's durability", () => {
    let sqs: SqsFixture;

    beforeEach(async () => {
        sqs = await SqsFixture.start();
    });

    afterEach(() => sqs.stop());

    it("keeps queues, messages, receive counts, delays and what is in flight over a restart", async () => {
        const { queue } = await sqs.createWithDlq(2);
        await sqs.send(queue, "waiting");
        await sqs.send(queue, "delayed", { DelaySeconds: 60 });
        const [first] = await sqs.receive(queue, { MaxNumberOfMessages: 1, VisibilityTimeout: 100 });

        await sqs.restart();
        const again = queue.replace(/^.*?(?=\/\d{12})/, sqs.running.endpoint.url);
        const counts = await sqs.counts(again);
        await sqs.clock.advance(100_000);
        const received = await sqs.receive(again);

        expect(first?.Body).to.equal("waiting");
        expect(counts).to.deep.equal(["0", "1", "1"]);
        const byBody = received.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]);
        expect(byBody).to.have.deep.members([
            ["waiting", "2"],
            ["delayed", "1"],
        ]);
        expect(await sqs.attributes(again)).to.have.property("RedrivePolicy");
    });
});
