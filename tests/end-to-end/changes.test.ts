import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Cloud, evaluateProgram, readProject, type ResourceGraph } from "local-cloud";
import { until } from "local-cloud/testing";
import { invoice, stripeEvent, subscription } from "../handlers/billing/stripe-event";
import { root } from "./local-run";

interface Outputs {
    busName: string;
    stateTableName: string;
    ledgerTableName: string;
    deadLetterQueueUrls: Record<string, string>;
}

type Event = ReturnType<typeof stripeEvent>;

describe("store.on on this machine", function () {
    this.timeout(90_000);
    let folder: string;
    let cloud: Cloud;
    let graph: ResourceGraph;
    let outputs: Outputs;
    const close: (() => void)[] = [];
    let bus: EventBridgeClient;
    let database: DynamoDBClient;
    let documents: DynamoDBDocumentClient;
    let sqs: SQSClient;
    let logs: CloudWatchLogsClient;

    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "changes-"));
        const region = "us-east-1";
        cloud = await Cloud.start({ folder, gatewayPort: 0, awsPort: 0, region });
        graph = await apply({ hasHandlers: false });
        outputs = graph.outputs as unknown as Outputs;
        const credentials = { accessKeyId: "test", secretAccessKey: "test" };
        const aws = { region, endpoint: cloud.place.awsUrl, credentials };
        bus = new EventBridgeClient(aws);
        database = new DynamoDBClient(aws);
        documents = DynamoDBDocumentClient.from(database);
        sqs = new SQSClient(aws);
        logs = new CloudWatchLogsClient(aws);
        // What was recorded before the first handler came is in the table, and not told.
        await record(at(1000, invoice({ status: "draft" })));
        graph = await apply({ hasHandlers: true });
        outputs = graph.outputs as unknown as Outputs;
        close.push(...[bus, database, sqs, logs].map((client) => () => client.destroy()));
    });

    after(async () => {
        close.forEach((one) => one());
        await cloud?.stop();
        await rm(folder, { recursive: true, force: true });
    });

    async function apply({ hasHandlers }: { hasHandlers: boolean }): Promise<ResourceGraph> {
        const main = path.join(root, "tests/fixtures/changes.ts");
        const project = readProject(root, "dev", {
            "stripe-eventbridge:signingSecret": "whsec_changes_0123456789",
            "stripe-eventbridge:hasHandlers": String(hasHandlers),
        });
        const evaluated = await evaluateProgram({ ...project, main }, cloud.place);
        await cloud.apply(evaluated);
        return evaluated;
    }

    /** Puts an event on the bus, and waits until it is recorded. */
    async function record(event: Event): Promise<void> {
        const entry = { Source: "stripe.com", DetailType: event.type as string, Detail: JSON.stringify(event) };
        await bus.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: outputs.busName }] }));
        const Key = { eventId: event.id };
        await until(`the ledger entry of ${event.id as string}`, async () => {
            const { Item } = await documents.send(new GetCommand({ TableName: outputs.ledgerTableName, Key }));
            return Item;
        });
    }

    async function readLog(name: string): Promise<string[]> {
        const lambda = graph.resources.find((one) => one.type === "aws:lambda/function:Function" && one.name === name);
        const { logGroup } = lambda?.outputs.loggingConfig as { logGroup: string };
        const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: logGroup }));
        return (events ?? []).map(({ message }) => message ?? "");
    }

    /** What a handler has written of its changes, in order, once the last of them is of this event. */
    const changes = (name: string, lastEventId: string) =>
        until(`a change by ${lastEventId}`, async () => {
            const lines = (await readLog(name)).filter((line) => line.includes('{"change":'));
            const all = lines.map(
                (line) =>
                    JSON.parse(line.slice(line.indexOf("{"))) as { change: string; missed: boolean; event: string },
            );
            return all.at(-1)?.event === lastEventId ? all : undefined;
        });

    const at = (created: number, object: object): Event => {
        const { object: kind } = object as { object: string };
        const type = kind === "invoice" ? "invoice.updated" : "customer.subscription.updated";
        return stripeEvent(object as Event, { id: `evt_${kind}_${created}`, type, created });
    };

    it("gives each change in order, none of a stale event or a duplicate, and tells what it gave up", async () => {
        const events = [
            at(1001, subscription({ status: "trialing" })),
            at(1002, subscription({ status: "active" })),
            at(1000, subscription({ status: "incomplete" })),
            at(1002, subscription({ status: "active" })),
            at(1003, subscription({ status: "past_due", metadata: { poison: "yes" } })),
            at(1004, subscription({ status: "canceled" })),
        ];
        for (const event of events) {
            await record(event);
        }

        expect(await changes("access", "evt_subscription_1004")).to.deep.equal([
            { change: "->trialing", missed: false, event: "evt_subscription_1001" },
            { change: "trialing>active", missed: false, event: "evt_subscription_1002" },
            { change: "past_due>canceled", missed: true, event: "evt_subscription_1004" },
        ]);
        const { Messages } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl: outputs.deadLetterQueueUrls.access, WaitTimeSeconds: 5 }),
        );
        const letter = JSON.parse(Messages?.[0]?.Body ?? "{}") as {
            requestContext: { requestId: string; condition: string };
            DDBStreamBatchInfo: { batchSize: number };
        };
        expect(letter.requestContext.condition).to.equal("RetryAttemptsExhausted");
        expect(letter.DDBStreamBatchInfo.batchSize).to.equal(1);
        const reasons = (await readLog("access")).filter((line) => line.includes('"message":"the handler failed"'));
        expect(reasons.filter((line) => line.includes(letter.requestContext.requestId))).to.have.length(1);
        expect(reasons.at(-1)).to.contain("platform#subscription#sub_1").and.to.contain("poison");
    });

    it("calls no function for what its filter leaves out", async () => {
        const events = [
            at(1001, invoice({ status: "open" })),
            at(1002, invoice({ status: "uncollectible" })),
            at(1003, invoice({ status: "uncollectible", attempt_count: 5 })),
            at(1004, invoice({ status: "paid" })),
            at(1005, invoice({ status: "uncollectible" })),
        ];
        for (const event of events) {
            await record(event);
        }

        expect(
            (await changes("dunning", "evt_invoice_1005")).map(({ change, event }) => `${event} ${change}`),
        ).to.deep.equal(["evt_invoice_1002 open>uncollectible", "evt_invoice_1005 paid>uncollectible"]);
        expect((await readLog("dunning")).filter((line) => line.startsWith("REPORT"))).to.have.length.at.most(2);
    });

    it("turns the stream off with the last handler, and keeps what the table has", async () => {
        const describe = async () =>
            (await database.send(new DescribeTableCommand({ TableName: outputs.stateTableName }))).Table;
        const streaming = await describe();

        await apply({ hasHandlers: false });

        const still = await describe();
        expect(streaming?.StreamSpecification).to.deep.include({ StreamEnabled: true });
        expect(still?.StreamSpecification?.StreamEnabled ?? false).to.equal(false);
        const Key = { objectKey: "platform#invoice#in_1" };
        const { Item } = await documents.send(new GetCommand({ TableName: outputs.stateTableName, Key }));
        // All of its writes, the one before the stream included.
        expect(Item).to.include({ status: "uncollectible", version: 6 });
    });
});
