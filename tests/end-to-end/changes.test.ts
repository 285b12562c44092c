import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Cloud, readProject, type ResourceGraph } from "local-cloud";
import { failure, until } from "local-cloud/testing";
import { seededChooser } from "stripe-events";
import { type LetterOfChange, redriveChange } from "../../cli/dlq/redrive-change";
import { invoice, stripeEvent, subscription } from "../handlers/billing/stripe-event";
import { makeLeavingCustomers } from "../support/changes/leaving-customers";
import { root } from "./local-run";
import { evaluateOnce } from "../support/evaluate-once";

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
    let lambda: LambdaClient;
    /** While it is there, a handler fails. */
    let poison: string;

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
        lambda = new LambdaClient(aws);
        poison = path.join(folder, "poison");
        await writeFile(poison, "");
        // What was recorded before the first handler came is in the table, and not told.
        await record(at(1000, invoice({ status: "draft" })));
        graph = await apply({ hasHandlers: true });
        outputs = graph.outputs as unknown as Outputs;
        close.push(...[bus, database, sqs, lambda].map((client) => () => client.destroy()));
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
        const evaluated = await evaluateOnce({ ...project, main }, cloud.place);
        await cloud.apply(evaluated);
        return evaluated;
    }

    async function put(events: readonly Event[]): Promise<void> {
        const Entries = events.map((event) => ({
            Source: "stripe.com",
            DetailType: event.type as string,
            Detail: JSON.stringify(event),
            EventBusName: outputs.busName,
        }));
        for (let from = 0; from < Entries.length; from += 10) {
            await bus.send(new PutEventsCommand({ Entries: Entries.slice(from, from + 10) }));
        }
    }

    /** Puts an event on the bus, and waits until it is recorded. */
    async function record(event: Event): Promise<void> {
        await put([event]);
        const input = { TableName: outputs.ledgerTableName, Key: { eventId: { S: event.id } } };
        await until(
            `the ledger entry of ${event.id as string}`,
            async () => (await cloud.call<{ Item?: object }>(cloud.dynamodb, "GetItem", input)).Item,
        );
    }

    async function readLog(name: string): Promise<string[]> {
        const lambda = graph.resources.find((one) => one.type === "aws:lambda/function:Function" && one.name === name);
        const { logGroup } = lambda?.outputs.loggingConfig as { logGroup: string };
        // In this process: whole logs are read again and again.
        const { events } = await cloud.call<{ events: { message: string }[] }>(cloud.logs, "FilterLogEvents", {
            logGroupName: logGroup,
        });
        return events.map(({ message }) => message);
    }

    type Letter = LetterOfChange & { requestContext: { requestId: string; condition: string } };

    /** Takes the next letter of a handler out of its queue. */
    async function receiveLetter(name = "access"): Promise<Letter> {
        const QueueUrl = outputs.deadLetterQueueUrls[name];
        const { Messages: [message] = [] } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
        );
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
        return JSON.parse(message?.Body ?? "{}") as Letter;
    }

    /** What lines of a handler's log say. */
    async function readLines<T>(name: string, like: string): Promise<T[]> {
        const lines = (await readLog(name)).filter((line) => line.includes(like));
        return lines.map((line) => JSON.parse(line.slice(line.indexOf("{"))) as T);
    }

    /** What a handler has written of its changes, in order, once the last of them is of this event. */
    const changes = (name: string, lastEventId: string) =>
        until(`a change by ${lastEventId}`, async () => {
            const all = await readLines<Told>(name, '{"change":');
            return all.at(-1)?.event === lastEventId ? all : undefined;
        });

    interface Told {
        change: string;
        missed: boolean;
        event: string;
    }

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
            at(1003, subscription({ status: "past_due", metadata: { poison } })),
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
        const letter = await receiveLetter();
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

    it("redrives what a status was asked for, with what the object has become", async () => {
        const metadata = { poison };
        const events = [
            at(2001, invoice({ id: "in_2", status: "open" })),
            at(2002, invoice({ id: "in_2", status: "uncollectible", metadata })),
            at(2003, invoice({ id: "in_2", status: "uncollectible", metadata, attempt_count: 5 })),
        ];
        for (const event of events) {
            await record(event);
        }
        const letter = await receiveLetter("dunning");
        await rm(poison);

        await redriveChange(letter, "dunning", { lambda, database });

        expect((await changes("dunning", "evt_invoice_2003")).at(-1)).to.deep.equal({
            change: "open>uncollectible",
            missed: false,
            event: "evt_invoice_2003",
        });
        await writeFile(poison, "");
    });

    it("gives up one object with its reason, handles 99 others meanwhile, and redrives the one when it is mended", async () => {
        const id = (index: number) => `evt_many_${index}`;
        const others = Array.from({ length: 100 }, (_, index) => index).filter((index) => index !== 50);
        const events = Array.from({ length: 100 }, (_, index) => {
            const metadata = index === 50 ? { poison } : {};
            return stripeEvent(subscription({ id: `sub_many_${index}`, metadata }), { id: id(index) });
        });
        const told = async () =>
            (await readLines<Told>("access", '{"change":')).filter(({ event }) => event.startsWith("evt_many_"));
        await put(events);

        const letter = await receiveLetter();
        const handled = await until("the others' changes", async () => {
            const all = await told();
            return all.length >= 99 ? all : undefined;
        });
        await rm(poison);
        const { objectKey } = await redriveChange(letter, "access", { lambda, database });
        const redriven = await until("the change that was given up", async () => (await told())[99]);
        await redriveChange(letter, "access", { lambda, database });
        const skipped = await until("the letter that has nothing to do", async () => {
            const lines = await readLines<{ objectKey: string; reason: string }>("access", '"message":"skipped"');
            return lines.find((line) => line.objectKey === objectKey);
        });

        expect(handled.map(({ event }) => event)).to.have.members(others.map(id));
        expect(handled.filter(({ missed }) => missed)).to.deep.equal([]);
        expect(letter.DDBStreamBatchInfo.batchSize).to.equal(1);
        const reasons = (await readLog("access")).filter((line) => line.includes(letter.requestContext.requestId));
        expect(reasons.filter((line) => line.includes('"message":"poison"'))).to.have.length(1);
        expect(reasons.join()).to.contain(objectKey);
        expect(objectKey).to.equal("platform#subscription#sub_many_50");
        expect(redriven).to.deep.equal({ change: "->active", missed: false, event: id(50) });
        expect(skipped.reason).to.equal("a later change was handled");
        expect(await told()).to.have.length(100);
    });

    it("refuses to redrive a letter of which nothing is known, and says what to do", async () => {
        const find = (type: string, name: string) =>
            graph.resources.find((one) => one.type === type && one.name === name)?.outputs;
        const functionArn = find("aws:lambda/function:Function", "access")?.arn as string;
        const streamArn = find("aws:dynamodb/table:Table", "billing-state")?.streamArn as string;
        const place = { streamArn, startSequenceNumber: "1", batchSize: 3 };
        const letter = { requestContext: { functionArn }, DDBStreamBatchInfo: place };

        const error = await failure(redriveChange(letter, "access", { lambda, database }));

        expect(error.message).to.match(
            /^the letter is of 3 changes that access did not come to try.*docs\/changes\.md/,
        );
    });

    it("closes the account of each of 12 customers once whose last subscription ends, whatever comes late or twice", async () => {
        const { customers, stages } = makeLeavingCustomers(12, seededChooser(12));
        const expected: string[] = [];
        const told = async () =>
            (await readLines<{ handled: string; closed?: string }>("accounts", '{"handled":')).filter((line) =>
                expected.includes(line.handled),
            );

        for (const { events, changes: ids } of stages) {
            expected.push(...ids);
            await put(events);
            await until(`${expected.length} changes`, async () => (await told()).length >= expected.length);
        }

        const lines = await told();
        expect(lines.map(({ handled }) => handled)).to.have.members(expected);
        expect(lines.flatMap(({ closed }) => closed ?? [])).to.have.members(customers);
        expect(lines.slice(0, -customers.length).filter(({ closed }) => closed)).to.deep.equal([]);
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
