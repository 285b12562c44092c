import {
    ChangeMessageVisibilityBatchCommand,
    DeleteMessageBatchCommand,
    GetQueueAttributesCommand,
    type Message,
    ReceiveMessageCommand,
    SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import { walkQueue } from "../../../cli/dlq/walk-queue";

describe("walking a dead-letter queue", () => {
    const client = new SQSClient({ region: "us-east-1" });
    const sqs = mockClient(client);
    const message = (id: string, receipt = `${id}-1`): Message => ({
        MessageId: id,
        ReceiptHandle: receipt,
        Body: "{}",
    });
    const released = () =>
        sqs
            .commandCalls(ChangeMessageVisibilityBatchCommand)
            .flatMap(({ args: [{ input }] }) => (input.Entries ?? []).map(({ ReceiptHandle }) => ReceiptHandle));
    const deleted = () =>
        sqs
            .commandCalls(DeleteMessageBatchCommand)
            .flatMap(({ args: [{ input }] }) => (input.Entries ?? []).map(({ ReceiptHandle }) => ReceiptHandle));

    beforeEach(() => {
        sqs.reset();
        sqs.on(DeleteMessageBatchCommand).resolves({});
        sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
        sqs.on(GetQueueAttributesCommand).resolves({
            Attributes: { ApproximateNumberOfMessages: "3", ApproximateNumberOfMessagesNotVisible: "1" },
        });
    });

    it("ends where letters come that were seen, and makes all visible by their newest receipts", async () => {
        sqs.on(ReceiveMessageCommand)
            .resolvesOnce({ Messages: [message("a"), message("b")] })
            .resolvesOnce({ Messages: [message("c"), message("a", "a-2")] })
            .resolves({ Messages: [message("b", "b-2")] });
        const visited: string[] = [];

        const walked = await walkQueue(client, "queue", {
            limit: 100,
            visit: (found) => (visited.push(...found.map(({ letter }) => letter.messageId)), []),
        });

        expect(visited).to.deep.equal(["a", "b", "c"]);
        expect(walked).to.deep.equal({ read: 3, total: 4, hidden: 1 });
        expect(released()).to.have.members(["a-2", "b-2", "c-1"]);
        expect(deleted()).to.deep.equal([]);
    });

    it("deletes again what SQS gives once more after it was deleted", async () => {
        sqs.on(ReceiveMessageCommand)
            .resolvesOnce({ Messages: [message("a")] })
            .resolvesOnce({ Messages: [message("a", "a-2"), message("b")] })
            .resolves({});

        await walkQueue(client, "queue", { limit: 100, visit: (found) => found });

        expect(deleted()).to.deep.equal(["a-1", "a-2", "b-1"]);
        expect(released()).to.deep.equal([]);
    });

    it("makes letters visible again when it fails", async () => {
        sqs.on(ReceiveMessageCommand).resolves({ Messages: [message("a")] });

        const failure = await walkQueue(client, "queue", {
            limit: 100,
            visit: () => Promise.reject(new Error("out of order")),
        }).catch((error: Error) => error.message);

        expect(failure).to.equal("out of order");
        expect(released()).to.deep.equal(["a-1"]);
    });

    it("stops at the limit, and asks for no more than that", async () => {
        sqs.on(ReceiveMessageCommand).resolves({ Messages: [message("a"), message("b")] });

        const { read } = await walkQueue(client, "queue", { limit: 2, visit: () => [] });

        expect(read).to.equal(2);
        expect(
            sqs.commandCalls(ReceiveMessageCommand).map(({ args: [{ input }] }) => input.MaxNumberOfMessages),
        ).to.deep.equal([2]);
    });
});
