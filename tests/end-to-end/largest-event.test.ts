import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, StartReplayCommand } from "@aws-sdk/client-eventbridge";
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";

import { makeEvent } from "stripe-events";
import { type Resource, systemClock } from "local-cloud";
import { resourceType } from "local-cloud/provider";
import { signed } from "../handlers/signing";
import { until } from "local-cloud/testing";
import { type LocalRun, signingSecret, startLocalRun } from "./local-run";

/** What the receiver takes, by AWS's count: an entry of 1 MiB, less the room that its targets need. */
const maxEntryBytes = (1024 - 16) * 1024;
/** What AWS counts of an entry besides its detail: the time, the source, the detail-type, and the endpoint among its resources. */
const besidesDetail = 14 + "stripe.comcustomer.updatedstripe:endpoint/default".length;

interface LargeEvent {
    id: string;
    data: { object: { id: string; description: string } };
}

describe("the largest event that the webhook takes", function () {
    this.timeout(60_000);
    let run: LocalRun;
    let documents: DynamoDBDocumentClient;
    let events: EventBridgeClient;
    let sqs: SQSClient;
    let logs: CloudWatchLogsClient;

    before(async () => {
        // Lambda's retries, after one and two minutes, come after 100 and 200 ms.
        run = await startLocalRun({ clock: systemClock(600) });
        documents = DynamoDBDocumentClient.from(new DynamoDBClient(run.aws));
        events = new EventBridgeClient(run.aws);
        sqs = new SQSClient(run.aws);
        logs = new CloudWatchLogsClient(run.aws);
    });

    afterEach(async () => {
        // What a test took away comes back.
        for (const resource of run.graph.resources.filter(({ name }) => name === "billing-state")) {
            await resourceType(resource).create?.(resource, run.cloud);
        }
    });

    after(async () => {
        documents?.destroy();
        events?.destroy();
        sqs?.destroy();
        logs?.destroy();
        await run?.stop();
    });

    /** An event whose object fills it up to the last byte. */
    function largestEvent(): LargeEvent {
        const event = makeEvent("customer.updated") as unknown as LargeEvent;
        event.data.object.description = "";
        const bytes = Buffer.byteLength(JSON.stringify(event));
        event.data.object.description = "x".repeat(maxEntryBytes - besidesDetail - bytes);
        return event;
    }

    async function post(event: object): Promise<number> {
        const body = JSON.stringify(event);
        const headers = {
            "content-type": "application/json",
            "stripe-signature": signed(body, signingSecret, Math.floor(Date.now() / 1000)),
        };
        return (await fetch(run.outputs.webhookUrl, { method: "POST", headers, body })).status;
    }

    /** What the recorder said of an event, each time that it came. */
    async function recorderSaid(eventId: string): Promise<string[]> {
        const { logGroup } = recorder("lambda/function:Function").outputs.loggingConfig as { logGroup: string };
        const { events: lines } = await logs.send(
            new FilterLogEventsCommand({ logGroupName: logGroup, filterPattern: `{ $.eventId = "${eventId}" }` }),
        );
        return (lines ?? []).map(({ message }) => (JSON.parse(message ?? "{}") as { message: string }).message);
    }

    function recorder(type: string): Resource {
        const found = run.graph.resources.find((one) => one.type === `aws:${type}` && one.name === "billing-state");
        return found as Resource;
    }

    /** Takes the one letter out of the recorder's dead-letter queue. */
    async function letter(): Promise<Message> {
        const QueueUrl = run.outputs.deadLetterQueueUrls["billing-state"] as string;
        return until("the dead letter", async () => {
            const { Messages } = await sqs.send(
                new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"], VisibilityTimeout: 43_200 }),
            );
            const [message] = Messages ?? [];
            if (message !== undefined) {
                await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
            }
            return message;
        });
    }

    it("is applied, and comes again with a replay of the archive", async () => {
        const event = largestEvent();
        const from = new Date(Date.now() - 60_000);

        const status = await post(event);
        const said = await until("the event to be recorded", async () => {
            const lines = await recorderSaid(event.id);
            return lines.length > 0 ? lines : undefined;
        });
        const { Item } = await documents.send(
            new GetCommand({ TableName: run.outputs.ledgerTableName, Key: { eventId: event.id } }),
        );
        const bus = `arn:aws:events:us-east-1:000000000000:event-bus/${run.outputs.busName}`;
        await events.send(
            new StartReplayCommand({
                ReplayName: "again",
                EventSourceArn: `arn:aws:events:us-east-1:000000000000:archive/${run.outputs.archiveName}`,
                Destination: { Arn: bus },
                EventStartTime: from,
                EventEndTime: new Date(),
            }),
        );
        const afterReplay = await until("the replayed event to be recorded", async () => {
            const lines = await recorderSaid(event.id);
            return lines.length > said.length ? lines : undefined;
        });

        expect(status).to.equal(200);
        expect(Item).to.include({ outcome: "applied", objectId: event.data.object.id });
        expect(afterReplay).to.deep.equal(["applied", "duplicate"]);
    });

    it("is whole in the dead-letter queue when its handler fails", async () => {
        const event = largestEvent();
        const { inputs } = recorder("iam/rolePolicy:RolePolicy");
        const policy = JSON.parse(inputs.policy as string) as { Statement: { Action: string[] }[] };
        // The recorder may no longer use its tables.
        policy.Statement = policy.Statement.filter(({ Action }) => !Action.some((one) => one.startsWith("dynamodb:")));
        await run.cloud.iam.putRolePolicy(inputs.role as string, inputs.name as string, JSON.stringify(policy));

        const status = await post(event);
        const record = JSON.parse((await letter()).Body ?? "") as {
            requestContext: { condition: string };
            requestPayload: { detail: LargeEvent };
        };

        expect(status).to.equal(200);
        expect(record.requestContext.condition).to.equal("RetriesExhausted");
        expect(record.requestPayload.detail).to.deep.equal(event);
    });

    it("is whole in the dead-letter queue when its target is missing", async () => {
        const event = largestEvent();
        await run.cloud.lambda.deleteFunction(recorder("lambda/function:Function").id);

        const status = await post(event);
        const { Body, MessageAttributes } = await letter();

        expect(status).to.equal(200);
        expect(MessageAttributes?.ERROR_CODE?.StringValue).to.equal("NO_RESOURCE");
        expect((JSON.parse(Body ?? "") as { detail: LargeEvent }).detail).to.deep.equal(event);
    });
});
