import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
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

import { redriveLetters } from "../../../cli/dlq/redrive";

describe("redriving letters", () => {
    const region = "us-east-1";
    const clients = {
        sqs: new SQSClient({ region }),
        lambda: new LambdaClient({ region }),
        database: new DynamoDBClient({ region }),
    };
    const [queue, lambda] = [mockClient(clients.sqs), mockClient(clients.lambda)];
    const letter = (id: string, busEventId = `bus-${id}`): Message => ({
        MessageId: id,
        ReceiptHandle: `receipt-${id}`,
        Body: JSON.stringify({
            requestContext: { requestId: id, condition: "RetriesExhausted", approximateInvokeCount: 3 },
            requestPayload: { id: busEventId, detail: { id, type: "invoice.paid" } },
            responsePayload: { errorType: "Error", errorMessage: "it failed" },
        }),
    });
    const deleted = () =>
        queue
            .commandCalls(DeleteMessageBatchCommand)
            .flatMap(({ args: [{ input }] }) => (input.Entries ?? []).map(({ ReceiptHandle }) => ReceiptHandle));
    const redrive = () =>
        redriveLetters(clients, "queue", { subscription: "receipts", functionNames: ["receipts-1"], limit: 100 });

    beforeEach(() => {
        [queue, lambda].forEach((mock) => mock.reset());
        queue.on(DeleteMessageBatchCommand).resolves({});
        queue.on(ChangeMessageVisibilityBatchCommand).resolves({});
        queue.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: "3" } });
    });

    it("deletes what Lambda has taken, and stops with the rest in the queue when it takes no more", async () => {
        queue.on(ReceiveMessageCommand).resolves({ Messages: [letter("evt_1"), letter("evt_2")] });
        lambda
            .on(InvokeCommand)
            .resolvesOnce({ StatusCode: 202, $metadata: { requestId: "r-1" } })
            .rejects(Object.assign(new Error("Rate Exceeded."), { name: "TooManyRequestsException" }));

        const { redriven, failure } = await redrive();

        expect(redriven.map(({ letter: { event }, requestId }) => [event?.id, requestId])).to.deep.equal([
            ["evt_1", "r-1"],
        ]);
        expect(failure?.message).to.equal("Rate Exceeded.");
        expect(deleted()).to.deep.equal(["receipt-evt_1"]);
        expect(queue.commandCalls(ReceiveMessageCommand)).to.have.length(1);
    });

    it("leaves an event that came back meanwhile in the queue", async () => {
        queue
            .on(ReceiveMessageCommand)
            .resolvesOnce({ Messages: [letter("evt_1")] })
            .resolvesOnce({ Messages: [{ ...letter("evt_1"), MessageId: "back", ReceiptHandle: "receipt-back" }] })
            .resolves({});
        lambda.on(InvokeCommand).resolves({ StatusCode: 202, $metadata: { requestId: "r-1" } });

        const report = await redrive();

        expect(report).to.include({ selected: 1, returned: 1 });
        expect(lambda.commandCalls(InvokeCommand)).to.have.length(1);
        expect(deleted()).to.deep.equal(["receipt-evt_1"]);
    });
});
