import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutPartnerEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { captureOutput, until } from "local-cloud/testing";
import { type LocalStripe, startLocalStripe } from "local-stripe";
import { seededChooser } from "stripe-events";
import { trigger } from "../../cli/trigger";
import type { BillingItem } from "../../handlers/billing/item";
import { inParallel } from "../../handlers/sync/in-parallel";
import { createRecorder } from "../../handlers/record";
import type { LedgerEntry } from "../../handlers/record-tables";
import { fromStoredItem } from "../../handlers/billing/stored-item";
import { serialize, shuffled } from "../handlers/billing/deliver";
import { memoryTables } from "../handlers/memory-tables";
import { quietTelemetry } from "../handlers/quiet-telemetry";
import { signed } from "../handlers/signing";
import { type LocalRun, root, signingSecret, startLocalRun } from "./local-run";

const partnerEventSource = "aws.partner/stripe.com/ed_test_61SfXA1DXd";
const dataFolder = path.resolve(root, "../shared/data/stripe-events");

interface Event {
    id: string;
    type: string;
    created: number;
}

describe("the same events by every door at once", function () {
    this.timeout(180_000);
    let stripe: LocalStripe;
    let run: LocalRun;
    let documents: DynamoDBDocumentClient;
    let sqs: SQSClient;
    let bridge: EventBridgeClient;

    before(async () => {
        stripe = await startLocalStripe({ port: 0 });
        run = await startLocalRun({
            settings: { stripeApiKey: { secret: stripe.secretKey }, partnerEventSource },
            functionEnvironment: { STRIPE_API_BASE: stripe.url },
        });
        documents = DynamoDBDocumentClient.from(new DynamoDBClient(run.aws));
        sqs = new SQSClient(run.aws);
        bridge = new EventBridgeClient(run.aws);
    });

    after(async () => {
        documents?.destroy();
        sqs?.destroy();
        bridge?.destroy();
        await run?.stop();
        await stripe?.close();
    });

    async function post(event: object): Promise<void> {
        const body = JSON.stringify(event);
        const headers = { "stripe-signature": signed(body, signingSecret, Math.floor(Date.now() / 1000)) };
        const response = await fetch(run.outputs.webhookUrl, { method: "POST", headers, body });
        expect(response.status, await response.text()).to.equal(200);
    }

    async function postThin(event: Event): Promise<void> {
        const headers = { "content-type": "application/json" };
        const init = { method: "POST", headers, body: JSON.stringify(event) };
        const thin = (await (await fetch(`${stripe.url}/_local/events`, init)).json()) as object;
        await post(thin);
    }

    async function putAsPartner(event: Event): Promise<void> {
        const entry = { Source: partnerEventSource, DetailType: event.type, Detail: JSON.stringify(event) };
        const { FailedEntryCount } = await bridge.send(new PutPartnerEventsCommand({ Entries: [entry] }));
        expect(FailedEntryCount).to.equal(0);
    }

    /** By each, an event comes as Stripe sends it there. */
    const doors: readonly ((event: Event) => Promise<void>)[] = [post, postThin, putAsPartner];

    async function scan<T>(TableName: string): Promise<T[]> {
        const items: T[] = [];
        let ExclusiveStartKey: Record<string, unknown> | undefined;
        do {
            const page = await documents.send(new ScanCommand({ TableName, ExclusiveStartKey, ConsistentRead: true }));
            items.push(...((page.Items ?? []) as T[]));
            ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey !== undefined);
        return items;
    }

    /** The state that the snapshots alone make. */
    async function recordSnapshots(events: readonly Event[]): Promise<Map<string, string>> {
        const tables = memoryTables();
        const record = createRecorder({
            tables,
            ledgerDays: 90,
            now: () => 0,
            wait: () => Promise.resolve(),
            random: () => 0,
            telemetry: quietTelemetry(),
        });
        for (const event of events) {
            await record(event, { busEventId: "bus-1" });
        }
        return new Map([...tables.items].map(([key, item]) => [key, serialize(item)]));
    }

    it("end in the state of the snapshots alone, each applied once, shuffled and with duplicates", async function () {
        if (!existsSync(dataFolder)) {
            return this.skip();
        }
        const start = Math.floor(Date.now() / 1000) - 3600;
        const files = readdirSync(dataFolder).filter((file) => file.endsWith(".json"));
        const events = files.map((file, index) => ({
            ...(JSON.parse(readFileSync(path.join(dataFolder, file), "utf8")) as Event),
            id: `evt_door${index}`,
            // Of three in a row, one second.
            created: start + Math.floor(index / 3),
            livemode: false,
        }));
        const ids = new Set(events.map(({ id }) => id));
        expect(events).to.have.length(71);
        const choose = seededChooser(20261127);
        const comings = events.flatMap((event) => doors.map((door) => () => door(event)));
        const again = comings.filter(() => choose(5) === 0);

        await inParallel(shuffled([...comings, ...again], choose), 6, (come) => come());
        const entries = await until(
            "every event to be in the ledger in both forms",
            async () => {
                const ledger = await scan<LedgerEntry>(run.outputs.ledgerTableName);
                const own = ledger.filter(({ eventId, snapshotEventId = eventId }) => ids.has(snapshotEventId));
                return own.length === 2 * events.length ? own : undefined;
            },
            90,
        );

        const state = await scan<Record<string, unknown>>(run.outputs.stateTableName);
        const items = state.map((stored) => fromStoredItem(stored));
        const expected = await recordSnapshots(events);
        expect(items.map(({ objectKey }) => objectKey).sort()).to.deep.equal([...expected.keys()].sort());
        for (const item of items) {
            expect(serialize(item), item.objectKey).to.equal(expected.get(item.objectKey));
        }
        const byId = new Map(entries.map((entry) => [entry.eventId, entry]));
        for (const { id, type } of events) {
            const snapshot = byId.get(id);
            expect(snapshot, id).to.include({ eventType: type });
            expect(snapshot?.outcome, id).to.be.oneOf(["applied", "stale", "ambiguous", "ignored"]);
            const thin = entries.find(({ snapshotEventId }) => snapshotEventId === id);
            const wasFirst = snapshot?.thinEventId === thin?.eventId;
            expect(thin, id).to.include({
                eventType: `v1.${type}`,
                outcome: wasFirst ? snapshot?.outcome : "duplicate",
            });
        }
        for (const form of [true, false]) {
            const first = entries.filter(({ thinEventId }) => (thinEventId !== undefined) === form);
            expect(first.length, "each form came first for some").to.be.greaterThan(5);
        }
    });

    describe("npm run trigger", () => {
        async function triggerJson(...args: string[]): Promise<Record<string, unknown>> {
            const [output, errors] = [captureOutput(), captureOutput()];
            const places = [
                "--aws-endpoint",
                run.aws.endpoint,
                "--stripe-url",
                stripe.url,
                "--timeout",
                "30",
                "--json",
            ];
            const code = await trigger([...args, ...places], output, errors);
            expect(code, errors.text()).to.equal(0);
            return JSON.parse(output.text()) as Record<string, unknown>;
        }

        it("sends a thin event, which leads to its snapshot", async () => {
            const { event, outcome, ledger, item } = await triggerJson("v1.customer.subscription.created");

            expect([event, outcome]).to.deep.equal([
                { ...(event as object), type: "v1.customer.subscription.created" },
                "applied",
            ]);
            const { snapshotEventId } = ledger as LedgerEntry;
            expect(item).to.include({ kind: "subscription", eventId: snapshotEventId });
        });

        it("sends a thin event that is applied though Stripe has too many requests at first", async () => {
            stripe.faults.inject({ kind: "rate_limit", retryAfterSeconds: 1 }, { requests: 2 });

            const { outcome } = await triggerJson("v1.invoice.paid");

            expect(outcome).to.equal("applied");
        });

        it("sends the next event of an object, with what it was before", async () => {
            const { item: before } = await triggerJson("customer.subscription.created", "--set", "status=active");

            const { item, event } = await triggerJson(
                "--object",
                (before as BillingItem).objectId,
                "--set",
                "status=past_due",
            );

            expect(event).to.include({ type: "customer.subscription.updated" });
            expect(item).to.include({ status: "past_due", version: 2, eventId: (event as { id: string }).id });
        });

        it("sends an event that Stripe has, as it is and as its thin twin", async () => {
            const [made] = stripe.state.transact((tx) => {
                tx.create({ id: "cus_sent", object: "customer", metadata: {} }, "customer.created");
                return tx.events;
            });
            const id = String(made?.id);

            const sent = await triggerJson("--event", id);
            const thin = await triggerJson("--event", id, "--thin");

            expect(sent).to.deep.include({ event: { id, type: "customer.created" }, outcome: "applied" });
            expect(thin).to.include({ outcome: "duplicate", reason: `its snapshot ${id}: recorded before as applied` });
        });
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
