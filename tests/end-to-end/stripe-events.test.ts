import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand, QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { makeEvent } from "stripe-events";
import { signed } from "../handlers/signing";
import { until } from "local-cloud/testing";
import { type LocalRun, root, signingSecret, startLocalRun } from "./local-run";

const dataFolder = path.resolve(root, "../shared/data/stripe-events");

interface Event {
    id: string;
    type: string;
    data: { object: { id?: string; object: string } };
}

describe("the whole system on this machine", function () {
    this.timeout(90_000);
    let run: LocalRun;
    let documents: DynamoDBDocumentClient;
    let sqs: SQSClient;
    let logs: CloudWatchLogsClient;

    before(async () => {
        run = await startLocalRun();
        documents = DynamoDBDocumentClient.from(new DynamoDBClient(run.aws));
        sqs = new SQSClient(run.aws);
        logs = new CloudWatchLogsClient(run.aws);
    });

    after(async () => {
        documents?.destroy();
        sqs?.destroy();
        logs?.destroy();
        await run?.stop();
    });

    const nowSeconds = () => Math.floor(Date.now() / 1000);

    function post(body: string | Buffer, headers: Record<string, string> = {}, method = "POST") {
        const init = method === "GET" ? { method, headers } : { method, headers, body };
        return fetch(run.outputs.webhookUrl, { ...init, headers: { "content-type": "application/json", ...headers } });
    }

    function postSigned(event: object, { secret = signingSecret, at = nowSeconds() } = {}) {
        const body = JSON.stringify(event);
        return post(body, { "stripe-signature": signed(body, secret, at) });
    }

    async function ledgerEntry(eventId: string) {
        const { Item } = await documents.send(
            new GetCommand({ TableName: run.outputs.ledgerTableName, Key: { eventId }, ConsistentRead: true }),
        );
        return Item;
    }

    const recorded = (event: { id: string }) => until(`the ledger entry of ${event.id}`, () => ledgerEntry(event.id));

    async function readState(objectKey: string) {
        const { Item } = await documents.send(
            new GetCommand({ TableName: run.outputs.stateTableName, Key: { objectKey }, ConsistentRead: true }),
        );
        return Item;
    }

    /** What the recorder said of an event, each time that it came. */
    async function logged(eventId: string): Promise<string[]> {
        const functions = run.graph.resources.filter(({ type }) => type === "aws:lambda/function:Function");
        const recorder = functions.find(({ name }) => name === "billing-state");
        const { logGroup } = recorder?.outputs.loggingConfig as { logGroup: string };
        const { events } = await logs.send(
            new FilterLogEventsCommand({ logGroupName: logGroup, filterPattern: `{ $.eventId = "${eventId}" }` }),
        );
        return (events ?? []).map(({ message }) => (JSON.parse(message ?? "{}") as { message: string }).message);
    }

    async function ledgerSize(): Promise<number> {
        const { Count } = await documents.send(
            new ScanCommand({ TableName: run.outputs.ledgerTableName, Select: "COUNT" }),
        );
        return Count ?? 0;
    }

    it("takes a signed event from the webhook to the customer's item", async () => {
        const event = makeEvent("customer.subscription.created") as unknown as Event & {
            data: { object: { id: string; customer: string; status: string } };
        };

        const response = await postSigned(event);
        const entry = await recorded(event);
        const { id, customer, status } = event.data.object;
        const item = await readState(`platform#subscription#${id}`);

        expect(response.status).to.equal(200);
        expect(entry).to.deep.include({ eventType: event.type, objectId: id, outcome: "applied" });
        expect(item).to.deep.include({
            objectId: id,
            kind: "subscription",
            customerId: customer,
            status,
            deleted: false,
        });
        expect(item?.object).to.deep.equal(event.data.object);
    });

    it("finds the object by its customer, and by its kind and status", async () => {
        const event = makeEvent("customer.subscription.created", { set: { status: "past_due" } }) as unknown as {
            id: string;
            data: { object: { id: string; customer: string } };
        };
        await postSigned(event);
        await recorded(event);
        const { id, customer } = event.data.object;

        const query = async (IndexName: string, name: string, value: string) => {
            const { Items } = await documents.send(
                new QueryCommand({
                    TableName: run.outputs.stateTableName,
                    IndexName,
                    KeyConditionExpression: "#key = :value",
                    ExpressionAttributeNames: { "#key": name },
                    ExpressionAttributeValues: { ":value": value },
                }),
            );
            return Items?.map(({ objectKey }) => objectKey as string);
        };

        const objectKey = `platform#subscription#${id}`;
        expect(await query("byCustomer", "customerKey", `platform#${customer}`)).to.deep.equal([objectKey]);
        expect(await query("byStatus", "statusKey", "platform#subscription#past_due")).to.include(objectKey);
    });

    it("applies an event once, however often it is posted", async () => {
        const event = makeEvent("invoice.paid") as unknown as Event;

        const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await postSigned(event)).status));
        const outcomes = await until("all eight to be handled", async () => {
            const lines = await logged(event.id);
            return lines.length === 8 ? lines.sort() : undefined;
        });

        expect(statuses).to.deep.equal(statuses.map(() => 200));
        expect(outcomes).to.deep.equal(["applied", ...Array.from({ length: 7 }, () => "duplicate")]);
        expect(await readState(`platform#${event.data.object.object}#${event.data.object.id}`)).to.include({
            version: 1,
            eventId: event.id,
        });
    });

    it("ends with the newest state when events come in the wrong order", async () => {
        const created = makeEvent("customer.subscription.created", { created: nowSeconds() - 60 }) as unknown as Event;
        const object = created.data.object;
        const cancelled = {
            ...created,
            id: `${created.id}c`,
            type: "customer.subscription.deleted",
            created: nowSeconds() - 30,
            data: { object: { ...object, status: "canceled" } },
        };

        await postSigned(cancelled);
        await recorded(cancelled);
        await postSigned(created);

        expect(await recorded(created)).to.include({ outcome: "stale" });
        expect(await readState(`platform#subscription#${object.id}`)).to.include({
            status: "canceled",
            eventId: cancelled.id,
        });
    });

    it("takes a secret that was rotated in, and the one before it", async () => {
        const rotated = "whsec_rotated_0123456789";
        const secrets = new SecretsManagerClient(run.aws);
        await secrets.send(
            new PutSecretValueCommand({ SecretId: run.outputs.signingSecretArn, SecretString: rotated }),
        );
        secrets.destroy();

        const withNew = makeEvent("customer.created") as unknown as Event;
        const withOld = makeEvent("customer.created") as unknown as Event;
        // The receiver reads the store again at most once in ten seconds; a stranger's request may have spent that.
        const status = await until(
            "the rotated secret to count",
            async () => {
                const response = await postSigned(withNew, { secret: rotated });
                return response.status === 200 ? response.status : undefined;
            },
            30,
        );

        expect(status).to.equal(200);
        expect((await postSigned(withOld)).status).to.equal(200);
        await Promise.all([recorded(withNew), recorded(withOld)]);
    });

    describe("refuses, and puts nothing on the bus for,", () => {
        const event = makeEvent("customer.updated");
        const body = JSON.stringify(event);
        const cases: Record<string, () => Promise<{ response: Response; status: number }>> = {
            "no signature": async () => ({ response: await post(body), status: 400 }),
            garbage: async () => ({ response: await post(body, { "stripe-signature": "garbage" }), status: 400 }),
            "t=abc": async () => ({
                response: await post(body, { "stripe-signature": `t=abc,v1=${"a".repeat(64)}` }),
                status: 400,
            }),
            "v1=a=b": async () => ({
                response: await post(body, { "stripe-signature": `t=${nowSeconds()},v1=a=b` }),
                status: 400,
            }),
            "an empty body": async () => ({
                response: await post("", { "stripe-signature": signed("", signingSecret, nowSeconds()) }),
                status: 400,
            }),
            "what is not JSON": async () => ({
                response: await post("not json", {
                    "stripe-signature": signed("not json", signingSecret, nowSeconds()),
                }),
                status: 400,
            }),
            "the wrong secret": async () => ({
                response: await postSigned(event, { secret: "whsec_wrong" }),
                status: 400,
            }),
            "an old signature": async () => ({
                response: await postSigned(event, { at: nowSeconds() - 301 }),
                status: 400,
            }),
            "a signature one year ahead": async () => ({
                response: await postSigned(event, { at: nowSeconds() + 31_536_000 }),
                status: 400,
            }),
            "a tampered body": async () => ({
                response: await post(`${body} `, { "stripe-signature": signed(body, signingSecret, nowSeconds()) }),
                status: 400,
            }),
            "1.5 MB": async () => ({
                response: await postSigned({ ...event, padding: "x".repeat(1.5 * 1024 * 1024) }),
                status: 413,
            }),
            GET: async () => ({ response: await post("", {}, "GET"), status: 404 }),
        };

        for (const [what, send] of Object.entries(cases)) {
            it(what, async () => {
                const before = await ledgerSize();

                const { response, status } = await send();

                expect(response.status).to.equal(status);
                expect(await response.text()).to.not.match(/whsec|signature|tolerance/i);
                expect(await ledgerSize()).to.equal(before);
            });
        }
    });

    it("records an event that just fits, which is larger on its way than it was", async () => {
        const event = makeEvent("customer.updated") as unknown as Event;
        const limit = (1024 - 16) * 1024 - 14 - `stripe.com${event.type}stripe:endpoint/default`.length;
        const padding = "x".repeat(limit - Buffer.byteLength(JSON.stringify({ ...event, padding: "" })));

        const response = await postSigned({ ...event, padding });

        expect(response.status).to.equal(200);
        await recorded(event);
    });

    it("does not mind a wrong content type: the signature counts", async () => {
        const event = makeEvent("customer.updated") as unknown as Event;
        const body = JSON.stringify(event);

        const response = await post(body, {
            "content-type": "text/plain",
            "stripe-signature": signed(body, signingSecret, nowSeconds()),
        });

        expect(response.status).to.equal(200);
        await recorded(event);
    });

    it("records each of the 71 event types of ../shared/data/stripe-events, when that is there", async function () {
        if (!existsSync(dataFolder)) {
            return this.skip();
        }
        const files = readdirSync(dataFolder).filter((file) => file.endsWith(".json"));
        const events = files.map((file, index) => ({
            ...(JSON.parse(readFileSync(path.join(dataFolder, file), "utf8")) as Event),
            id: `evt_shared_${index}`,
            livemode: false,
        }));

        const statuses = [];
        for (const event of events) {
            statuses.push((await postSigned(event)).status);
        }
        const entries = await Promise.all(events.map(recorded));

        expect(events).to.have.length(71);
        expect(statuses).to.deep.equal(statuses.map(() => 200));
        const outcomes = new Set(entries.map(({ outcome }) => outcome as string));
        expect([...outcomes].every((one) => ["applied", "stale", "ambiguous", "ignored"].includes(one))).to.equal(true);
        for (const event of events) {
            expect(event.data.object.id === undefined || (await ledgerEntry(event.id))?.objectId).to.be.oneOf([
                true,
                event.data.object.id,
            ]);
        }
    });

    it("has left nothing in any dead-letter queue", async () => {
        for (const [name, QueueUrl] of Object.entries(run.outputs.deadLetterQueueUrls)) {
            const { Attributes } = await sqs.send(
                new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
            );
            expect(Attributes?.ApproximateNumberOfMessages, name).to.equal("0");
        }
    });
});
