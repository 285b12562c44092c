import { StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { arn, failure, SqsFixture } from "./sqs-fixture";

describe("SQS's dead-letter queues", () => {
    let sqs: SqsFixture;
    let queue: string;
    let dlq: string;

    beforeEach(async () => {
        sqs = await SqsFixture.start();
        ({ queue, dlq } = await sqs.createWithDlq(2));
    });

    afterEach(() => sqs.stop());

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

    it("puts a dead letter after those that were there before it, also after a restart", async () => {
        await sqs.send(queue, "poison");
        await sqs.send(dlq, "earlier");
        for (let time = 0; time < 3; time++) {
            await sqs.receive(queue, { VisibilityTimeout: 0 });
        }

        await sqs.restart();
        const bodies = await sqs.bodies(dlq.replace(/^.*?(?=\/\d{12})/, sqs.running.endpoint.url));

        expect(bodies).to.deep.equal(["earlier", "poison"]);
        expect(await contents(sqs)).to.equal(2);
    });

    it("have no StartMessageMoveTask: the error names the operation", async () => {
        const error = await failure(sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: arn("dlq") })));

        expect(error.name).to.equal("UnknownOperationException");
        expect(error.message).to.contain("StartMessageMoveTask");
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
