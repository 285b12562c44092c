import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";

import { captureOutput, until } from "local-cloud/testing";
import { makeEvent } from "stripe-events";
import { trigger } from "../../cli/trigger";
import type { LedgerEntry } from "../../handlers/record-tables";
import { signed } from "../handlers/signing";
import { type LocalRun, signingSecret, startLocalRun } from "./local-run";

const secrets = { connect: "whsec_connect_0123456789", thin: "whsec_thin_0123456789" };

describe("a stack with several endpoints at Stripe", function () {
    this.timeout(90_000);
    let run: LocalRun;
    let documents: DynamoDBDocument;
    let logs: CloudWatchLogsClient;
    let metrics: CloudWatchClient;
    let store: SecretsManagerClient;

    before(async () => {
        run = await startLocalRun({ settings: { signingSecret: { secret: signingSecret }, ...named(secrets) } });
        documents = DynamoDBDocument.from(new DynamoDBClient(run.aws));
        logs = new CloudWatchLogsClient(run.aws);
        metrics = new CloudWatchClient(run.aws);
        store = new SecretsManagerClient(run.aws);
    });

    after(async () => {
        [documents, logs, metrics, store].forEach((client) => client?.destroy());
        await run?.stop();
    });

    function named(value: Record<string, string>) {
        return { signingSecrets: { secret: JSON.stringify(value) } };
    }

    async function post(event: object, secret: string): Promise<number> {
        const body = JSON.stringify(event);
        const headers = { "stripe-signature": signed(body, secret, Math.floor(Date.now() / 1000)) };
        return (await fetch(run.outputs.webhookUrl, { method: "POST", body, headers })).status;
    }

    async function ledgerEntry(eventId: string): Promise<LedgerEntry | undefined> {
        const { ledgerTableName: TableName } = run.outputs;
        return (await documents.get({ TableName, Key: { eventId } })).Item as LedgerEntry | undefined;
    }

    async function recordedBy(eventId: string): Promise<string | undefined> {
        await until(`${eventId} is recorded`, async () => (await ledgerEntry(eventId)) !== undefined);
        return (await ledgerEntry(eventId))?.endpoint;
    }

    async function lines(functionName: string, filterPattern: string) {
        const logGroupName = run.outputs.functions[functionName]?.logGroupName;
        const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
        return events.map(({ message = "" }) => message);
    }

    async function received(...dimensions: [name: string, value: string][]): Promise<number> {
        const { Datapoints = [] } = await metrics.send(
            new GetMetricStatisticsCommand({
                Namespace: run.outputs.metricsNamespace,
                MetricName: "EventsReceived",
                Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
                StartTime: new Date(Date.now() - 3_600_000),
                EndTime: new Date(Date.now() + 60_000),
                Period: 60,
                Statistics: ["Sum"],
            }),
        );
        return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
    }

    it("says by which of them an event came, in the ledger, the logs and the metrics", async () => {
        const before = { all: await received(["service", "receiver"]) };
        const events = [makeEvent("customer.created"), makeEvent("customer.created"), makeEvent("customer.created")];
        const by = { default: signingSecret, ...secrets };
        for (const [index, secret] of Object.values(by).entries()) {
            expect(await post(events[index] as object, secret)).to.equal(200);
        }

        const endpoints = await Promise.all(events.map(({ id }) => recordedBy(id)));

        expect(endpoints).to.deep.equal(Object.keys(by));
        for (const [index, endpoint] of Object.keys(by).entries()) {
            const pattern = `{ $.eventId = "${events[index]?.id}" && $.endpoint = "${endpoint}" }`;
            expect(await lines("webhook-receive", pattern), endpoint).to.have.length(1);
            expect(await lines("billing-state", pattern), endpoint).to.have.length(1);
            expect(await received(["service", "receiver"], ["endpoint", endpoint]), endpoint).to.equal(1);
        }
        expect((await received(["service", "receiver"])) - before.all, "the total that the alarms watch").to.equal(3);
    });

    it("applies an event once that two of them deliver, and knows the second for a duplicate", async () => {
        const event = makeEvent("customer.subscription.created");

        expect(await post(event, secrets.connect)).to.equal(200);
        expect(await recordedBy(event.id)).to.equal("connect");
        expect(await post(event, secrets.thin)).to.equal(200);
        const pattern = `{ $.eventId = "${event.id}" && $.message = "duplicate" && $.endpoint = "thin" }`;
        await until("the second is recorded", async () => (await lines("billing-state", pattern)).length === 1);

        expect(await ledgerEntry(event.id)).to.include({ outcome: "applied", endpoint: "connect" });
        const Key = { objectKey: `platform#subscription#${event.data.object.id}` };
        const { Item } = await documents.get({ TableName: run.outputs.stateTableName, Key });
        expect(Item?.version).to.equal(1);
    });

    it("takes what npm run trigger signs for one of them", async () => {
        const output = captureOutput();
        const args = ["customer.created", "--endpoint", "thin", "--json", "--aws-endpoint", run.aws.endpoint];

        const code = await trigger(args, output, captureOutput());

        expect(code).to.equal(0);
        expect(JSON.parse(output.text())).to.have.nested.property("ledger.endpoint", "thin");
    });

    it("rotates one alone, and tells in its log alone of another that cannot be right", async () => {
        const rotated = "whsec_rotated_0123456789";
        const SecretString = JSON.stringify({
            default: signingSecret,
            connect: rotated,
            thin: "'whsec_hidden_0123456789'",
        });
        await store.send(new PutSecretValueCommand({ SecretId: run.outputs.signingSecretArn, SecretString }));
        // A new execution environment: one that has just read the store waits ten seconds, as stripe-events.test.ts shows.
        await run.change({ toleranceSeconds: "301" });

        expect(await post(makeEvent("customer.created"), rotated)).to.equal(200);
        for (const secret of [signingSecret, secrets.connect, secrets.thin]) {
            expect(await post(makeEvent("customer.created"), secret)).to.equal(200);
        }
        expect(await post(makeEvent("customer.created"), "whsec_hidden_0123456789")).to.equal(400);
        const told = await lines("webhook-receive", '"cannot be right"');
        expect(told.length).to.be.greaterThan(0);
        expect(told[0]).to.contain(
            'the signing secret \\"thin\\" cannot be right, and verifies nothing: it has quotes in it',
        );
        expect(told.join()).to.not.contain("hidden");
    });
});
