import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeArchiveCommand, EventBridgeClient, PutPartnerEventsCommand } from "@aws-sdk/client-eventbridge";
import { expect } from "chai";
import { captureOutput, until } from "local-cloud/testing";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { makeEvent, seededRandom } from "stripe-events";

import { dlq } from "../../cli/dlq";
import { events } from "../../cli/events";
import { readStatus, openStatusClients } from "../../cli/status/read-status";
import { sync } from "../../cli/sync";
import { trigger } from "../../cli/trigger";
import type { BillingItem } from "../../handlers/billing/item";
import { signed } from "../handlers/signing";
import { fakeStripe } from "../handlers/sync/fake-stripe";
import { Recorded } from "../support/chaos/recorded";
import { waitForEvents } from "../support/chaos/wait-for-events";
import { type LocalRun, root, signingSecret, startLocalRun } from "./local-run";

const dataFolder = path.resolve(root, "../shared/data/stripe-events");
const source = "aws.partner/stripe.com/ed_test_61SfXA1DXd";
const both = { partnerEventSource: source };

interface SomeEvent {
    id: string;
    type: string;
    created: number;
}

/** A local run, and its two ways in. */
async function open(settings: Record<string, string>) {
    const run = await startLocalRun({ settings });
    const bridge = new EventBridgeClient(run.aws);
    const watch = new CloudWatchClient(run.aws);
    const recorded = new Recorded(run.aws, run.outputs);
    const command = async (main: typeof trigger, ...args: string[]) => {
        const [output, errors] = [captureOutput(), captureOutput()];
        const code = await main([...args, "--aws-endpoint", run.aws.endpoint], output, errors);
        return { code, output: output.text(), errors: errors.text() };
    };
    return {
        run,
        recorded,
        command,
        post: async (event: SomeEvent) => {
            const body = JSON.stringify(event);
            const signature = signed(body, signingSecret, Math.floor(Date.now() / 1000));
            const headers = { "stripe-signature": signature };
            expect((await fetch(run.outputs.webhookUrl, { method: "POST", headers, body })).status).to.equal(200);
        },
        put: async (event: SomeEvent) => {
            const Detail = JSON.stringify(event);
            const { Entries } = await bridge.send(
                new PutPartnerEventsCommand({ Entries: [{ Source: source, DetailType: event.type, Detail }] }),
            );
            expect(Entries?.[0]?.EventId).to.be.a("string");
        },
        allRecorded: async (ids: string[]) => expect(await waitForEvents(ids, run)).to.deep.equal([]),
        async entry(id: string) {
            await waitForEvents([id], run);
            return (await recorded.ledger()).find(({ eventId }) => eventId === id);
        },
        async countArchived() {
            const { EventCount = 0 } = await bridge.send(
                new DescribeArchiveCommand({ ArchiveName: run.outputs.archiveName }),
            );
            return EventCount;
        },
        /** The rules with an event that neither its target nor its dead-letter queue took. */
        async rulesThatLost() {
            const { Metrics = [] } = await watch.send(
                new ListMetricsCommand({ Namespace: "AWS/Events", MetricName: "InvocationsFailedToBeSentToDlq" }),
            );
            return Metrics.flatMap(({ Dimensions = [] }) =>
                Dimensions.filter(({ Name }) => Name === "RuleName").map(({ Value = "" }) => Value),
            );
        },
        async stop() {
            bridge.destroy();
            watch.destroy();
            recorded.close();
            await run.stop();
        },
    };
}

type Opened = Awaited<ReturnType<typeof open>>;

describe("the way in by Stripe's EventBridge destination", function () {
    this.timeout(120_000);
    let system: Opened;
    let alone: Opened;

    before(async () => {
        [system, alone] = await Promise.all([open(both), open({ ...both, webhook: "false", signingSecret: "" })]);
    });

    after(() => Promise.all([system?.stop(), alone?.stop()]));

    describe("beside the webhook", () => {
        it("takes an event to the customer's item, and says how it came", async () => {
            const event = makeEvent("customer.created");

            await system.put(event);

            expect(await system.entry(event.id)).to.include({ outcome: "applied", endpoint: "partner" });
            const items = await system.recorded.items();
            expect(items.find(({ eventId }) => eventId === event.id)?.object).to.deep.equal(event.data.object);
            const { output } = await system.command(events, "show", event.id);
            expect(output).to.contain("by Stripe's EventBridge destination, and not by the webhook");
        });

        it("leaves an event of the other mode behind", async () => {
            const other = makeEvent("customer.created", { set: { livemode: true } });
            const later = makeEvent("customer.created");

            await system.put(other);
            await system.put(later);
            await system.entry(later.id);

            expect((await system.recorded.ledger()).map(({ eventId }) => eventId)).to.not.include(other.id);
        });

        it("applies an event once that comes both ways, and runs a handler with once for it once", async () => {
            const event = makeEvent("invoice.payment_failed");

            await Promise.all([system.post(event), system.put(event), system.put(event), system.post(event)]);
            const { subscriptions } = await until("four deliveries to each", async () => {
                const clients = openStatusClients(system.run);
                try {
                    const status = await readStatus(clients, system.run.outputs, Date.now());
                    const { handled = 0, skipped = 0 } = status.subscriptions["payment-trouble"] ?? {};
                    return handled + skipped === 4 ? status : undefined;
                } finally {
                    clients.close();
                }
            });

            expect(subscriptions["payment-trouble"]).to.include({ handled: 1, skipped: 3, failed: 0 });
            const items = await system.recorded.items();
            expect(items.filter(({ eventId }) => eventId === event.id)).to.have.length(1);
        });

        it("is what npm run trigger -- --via partner uses, which tells what each subscription did", async () => {
            const { code, output, errors } = await system.command(
                trigger,
                "customer.subscription.created",
                "--via",
                "partner",
            );

            expect(errors).to.equal("");
            expect(output.trimEnd().split("\n")).to.have.length(4);
            expect(output).to.match(
                new RegExp(`→ ${source}\n  accepted +after \\d+ ms\n  billing-state +done\napplied`),
            );
            expect(code).to.equal(0);
        });

        it("keeps what it cannot forward, and npm run dlq puts it on the bus once that can be", async () => {
            const giveBack = await takePermission(system.run);
            const event = makeEvent("customer.created", { set: { "data.object.balance": 12 } });
            await system.put(event);
            await until("the letter", async () => ((await system.recorded.deadLetters()) === 1 ? true : undefined));
            await giveBack();

            const listed = await system.command(dlq, "list");
            const redriven = await system.command(dlq, "redrive", "partner-door");

            expect(listed.output).to.match(/^partner-door: 1 dead letter/);
            expect(redriven).to.deep.include({ code: 0, errors: "" });
            expect(redriven.output).to.contain("1 letter redriven to partner-door");
            expect(await system.entry(event.id)).to.include({ outcome: "applied", endpoint: "partner" });
            expect(await system.recorded.deadLetters()).to.equal(0);
        });
    });

    describe("with an event that is larger than the webhook takes", () => {
        /** An event whose entry has so many bytes, by AWS's count. */
        function eventOf(bytes: number) {
            // Not so young that a recovery would leave it alone.
            const created = Math.floor(Date.now() / 1000) - 600;
            const event = makeEvent("customer.updated", { created, set: { "data.object.description": "" } });
            const rest = source.length + event.type.length + Buffer.byteLength(JSON.stringify(event));
            event.data.object.description = "x".repeat(bytes - rest);
            return event;
        }

        it("takes it to the state, in part, like any other, as long as a function can be given it", async () => {
            // What the bus adds, and a function is given, takes less than half a KB.
            const event = eventOf(1024 * 1024 - 512);

            await system.put(event);

            expect(await system.entry(event.id)).to.include({ outcome: "applied", endpoint: "partner" });
            const items = await system.recorded.items();
            expect(items.find(({ eventId }) => eventId === event.id)).to.include({ truncated: true });
            expect(await system.recorded.deadLetters()).to.equal(0);
        });

        it("counts one that neither function nor queue can be given, keeps it in the archive, and recovers it", async () => {
            const event = eventOf(1024 * 1024);
            const archived = await system.countArchived();

            await system.put(event);
            await until("the loss to be counted", async () =>
                (await system.rulesThatLost()).some((rule) => rule.startsWith("billing-state")) ? true : undefined,
            );
            const stripe = await serveEvents([event]);
            const key = ["--stripe-url", stripe.url, "--api-key", "sk_test_1"];
            const { code, output } = await system.command(sync, "recover", "--since", "1h", "--grace", "0", ...key);
            await stripe.close();

            expect(await system.countArchived()).to.equal(archived + 1);
            expect(output).to.contain(
                "1 event larger than the bus takes: recorded in the state, and given to no handler\n",
            );
            expect(code).to.equal(0);
            const entry = await system.entry(event.id);
            expect(entry).to.include({ outcome: "applied" }).and.not.have.property("endpoint");
            expect(entry?.reason).to.contain("; larger than the bus takes, recorded by ");
        });
    });

    describe("without a webhook", () => {
        it("is the only one", async () => {
            const event = makeEvent("customer.created");

            await alone.put(event);

            expect(await alone.entry(event.id)).to.include({ outcome: "applied", endpoint: "partner" });
            expect(alone.run.graph.resources.filter(({ type }) => type.startsWith("aws:apigateway"))).to.deep.equal([]);
        });

        it("has npm run trigger say that there is no webhook, and how to send an event", async () => {
            const { code, errors } = await alone.command(trigger, "customer.created");

            expect(errors).to.match(/^error: the stack has no webhook, .*--via partner/);
            expect(code).to.equal(1);
        });
    });

    it("and the webhook, at once and shuffled, come to the state of one of them in order", async function () {
        if (!existsSync(dataFolder)) {
            return this.skip();
        }
        const events = readdirSync(dataFolder)
            .filter((file) => file.endsWith(".json"))
            .map((file, index): SomeEvent => ({
                ...(JSON.parse(readFileSync(path.join(dataFolder, file), "utf8")) as SomeEvent),
                id: `evt_fresh_${index}`,
                ...{ livemode: false },
            }));

        const ids = events.map(({ id }) => id);

        for (const event of [...events].sort((a, b) => a.created - b.created)) {
            await alone.put(event);
        }
        await alone.allRecorded(ids);
        const inOrder = await stateOf(alone.recorded);
        // Of its own: so many at once start more processes, in which deliveries of one event may meet.
        const busy = await open(both);
        let together: typeof inOrder;
        try {
            const sends = events.flatMap((event) => [() => busy.post(event), () => busy.put(event)]);
            await Promise.all(shuffle(sends).map((send) => send()));
            await busy.allRecorded(ids);
            together = await stateOf(busy.recorded);
        } finally {
            await busy.stop();
        }

        expect(events).to.have.length(71);
        expect(together).to.deep.equal(inOrder);
        expect(Object.keys(inOrder).length).to.be.greaterThan(20);
    });
});

/** A Stripe that lists these events. */
async function serveEvents(events: readonly object[]) {
    const stripe = fakeStripe(() => Date.now());
    stripe.events = events.map((event) => ({ ...event }));
    const server = createServer((request, response) => {
        void stripe.fetch(`http://stripe.test${request.url}`, { headers: {} }).then(async (answer) => {
            response.writeHead(answer.status, Object.fromEntries(answer.headers));
            response.end(await answer.text());
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
        url: `http://127.0.0.1:${port}`,
        close: () => {
            server.closeAllConnections();
            return new Promise((resolve) => server.close(resolve));
        },
    };
}

/** The state that events with fresh ids leave, by the objects' keys. */
async function stateOf(recorded: Recorded): Promise<Record<string, Partial<BillingItem>>> {
    const items = (await recorded.items()).filter(({ eventId }) => eventId.startsWith("evt_fresh_"));
    return Object.fromEntries(items.map(({ version: _, ...item }) => [item.objectKey, item]));
}

function shuffle<T>(list: readonly T[]): T[] {
    const random = seededRandom("both doors");
    return list
        .map((one) => ({ one, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
}

/** Takes its policy from the role that forwards. @returns what gives it back */
async function takePermission({ cloud, graph }: LocalRun): Promise<() => Promise<void>> {
    const isPolicy = ({ type, name }: { type: string; name: string }) =>
        type.endsWith(":RolePolicy") && name === "partner-door";
    await cloud.apply({ ...graph, resources: graph.resources.filter((one) => !isPolicy(one)) });
    return () => cloud.apply(graph).then(() => undefined);
}
