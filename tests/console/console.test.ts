import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { expect } from "chai";
import { until } from "local-cloud/testing";

import type { Charts } from "../../console/model/charts";
import type { CustomerView } from "../../console/model/customer";
import type { EventRow } from "../../console/model/event-row";
import type { Graph } from "../../console/model/graph";
import { diffVersion, type ObjectView } from "../../console/model/history";
import type { LetterQueue, RedriveResult } from "../../console/model/letters";
import type { ArchiveView, ReplayView } from "../../console/model/replay";
import type { SentEvent } from "../../console/model/sent-event";
import type { StackView } from "../../console/model/stack";
import type { EventStoryView } from "../../console/model/story";
import type { SubscriptionView } from "../../console/model/subscriptions";
import { type Console, startConsole } from "../../console/server/start-console";
import { type ConsoleSystem, startConsoleSystem } from "./console-system";

interface Told {
    events: number;
    customers: string[];
    subscriptions: string[];
}

describe("the console's server", function () {
    this.timeout(120_000);
    let system: ConsoleSystem;
    let events: EventBridgeClient;
    let told: Told;
    let poison: string;

    before(async () => {
        system = await startConsoleSystem();
        events = new EventBridgeClient(system.run.aws);
        told = (await post("/stories", { name: "trial-converts", count: 1 })) as Told;
        ({ id: poison } = await system.post("invoice.paid", { "data.object.customer_email": null }));
        await system.lettersAre("receipts", 1);
    });

    after(async () => {
        events?.destroy();
        await system?.stop();
    });

    async function get<T>(place: string): Promise<T> {
        const { status, body } = await system.ask("GET", place);
        expect(status, JSON.stringify(body)).to.equal(200);
        return body as T;
    }

    async function post(place: string, body: object): Promise<unknown> {
        const answer = await system.ask("POST", place, body);
        expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
        return answer.body;
    }

    /** What the feed gives until `isEnough`. */
    async function readFeed(isEnough: (rows: Map<string, EventRow>) => boolean): Promise<Map<string, EventRow>> {
        const { origin } = new URL(system.web.url);
        const entered = await fetch(system.web.url, { redirect: "manual" });
        const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
        const controller = new AbortController();
        const { signal } = controller;
        const response = await fetch(`${origin}/api/feed`, { headers: { cookie }, signal });
        const rows = new Map<string, EventRow>();
        let text = "";
        for await (const chunk of response.body ?? []) {
            text += Buffer.from(chunk as Uint8Array).toString();
            const messages = text.split("\n\n");
            text = messages.pop() ?? "";
            for (const [, data = "[]"] of messages.flatMap((one) => [...one.matchAll(/event: rows\ndata: (.*)$/g)])) {
                (JSON.parse(data) as EventRow[]).forEach((row) => rows.set(row.id ?? row.key, row));
            }
            if (isEnough(rows)) {
                break;
            }
        }
        controller.abort();
        return rows;
    }

    it("tells the page where it is, and what can be done there", async () => {
        const stack = await get<StackView>("/stack");

        expect(stack).to.deep.include({ place: "local", isLocal: true, hasStripe: true, isReadOnly: false });
        expect(stack.subscriptions).to.deep.equal(["billing-state", "receipts"]);
        expect(stack.eventTypes).to.include("customer.subscription.created");
        expect(stack.stories.map(({ name }) => name)).to.include("trial-converts");
    });

    it("feeds every event with its outcome, and what a handler failed as failed", async () => {
        const rows = await readFeed(
            (all) =>
                all.size === told.events + 1 &&
                [...all.values()].every(({ outcome }) => outcome !== "waiting") &&
                all.get(poison)?.outcome === "failed",
        );

        expect(rows.get(poison)?.reason).to.match(/^receipts: TypeError: Cannot read properties of null/);
        expect([...rows.values()].filter(({ outcome }) => outcome === "applied").length).to.be.greaterThan(5);
    });

    it("tells an event's story: its arrival, rules, attempts with their errors, the ledger, and its payload", async () => {
        const story = await get<EventStoryView>(`/events/${poison}`);

        expect(story.eventType).to.equal("invoice.paid");
        expect(story.arrivals.map(({ answer }) => answer)).to.deep.equal([200]);
        expect(story.rules?.flatMap(({ targets }) => targets)).to.have.members(["billing-state", "receipts"]);
        const failed = story.attempts.filter((one) => one.function === "receipts");
        expect(failed.map(({ number, outcome }) => `${number} ${outcome}`)).to.deep.equal([
            "1 failed",
            "2 failed",
            "3 failed",
        ]);
        expect(failed[0]?.error?.stack).to.contain("TypeError");
        expect(story.ledger.map(({ outcome }) => outcome)).to.deep.equal(["applied"]);
        expect(story.standings.find((one) => one.function === "receipts")?.status).to.equal("dead letter");
        // The local Stripe never had it; the state table remembers the last events of an object.
        expect(story.payload.from).to.equal("the state table");
    });

    it("gives an event's payload from Stripe's API where Stripe has it, and says so where nobody does", async () => {
        const [subscription = ""] = told.subscriptions;
        const { events } = await get<ObjectView>(`/objects/${subscription}`);

        const known = await get<EventStoryView>(`/events/${events[0]?.eventId}`);
        const unknown = await get<EventStoryView>("/events/evt_nobody");

        expect(known.payload.from).to.equal("Stripe's API");
        expect(unknown.payload).to.deep.include({
            why: "It is not kept here: the state table has only the object's last events, and the archive can only be replayed. Stripe has no such event.",
        });
        expect(unknown.attempts).to.deep.equal([]);
    });

    it("tells an object's history, each version with what it changed", async () => {
        const [subscription = ""] = told.subscriptions;

        const view = await get<ObjectView>(`/objects/${subscription}`);

        expect(view).to.deep.include({ kind: "subscription", status: "active", customerId: told.customers[0] });
        const diffs = view.events.map((_, index) => diffVersion(view.events, index));
        const statuses = diffs.flatMap((diff) => ("changes" in diff ? diff.changes : []));
        expect(view.events[0]?.eventType).to.equal("customer.subscription.created");
        expect(statuses.filter(({ path }) => path === "status")).to.deep.equal([
            { path: "status", after: '"trialing"' },
            { path: "status", before: '"trialing"', after: '"active"' },
        ]);
        expect(diffs.filter((diff) => "why" in diff)).to.deep.equal([]);
    });

    it("shows a customer at a glance", async () => {
        const view = await get<CustomerView>(`/customers/${told.customers[0]}`);

        expect(view.email).to.match(/@/);
        expect(view.subscriptions.map(({ status, objectId }) => [objectId, status])).to.deep.equal([
            [told.subscriptions[0], "active"],
        ]);
        expect(view.unpaidInvoices).to.deep.equal([]);
        expect(view.objects.map(({ kind }) => kind)).to.include.members(["invoice", "subscription"]);
    });

    it("draws the program from its rules and functions, with the hour's counts", async () => {
        const edge = (graph: Graph, from: string, to: string) =>
            graph.edges.find((one) => one.from.startsWith(from) && one.to.startsWith(to))?.count;

        const graph = await until("all counts", async () => {
            const read = await get<Graph>("/graph");
            return edge(read, "function:billing-state", "ledger") === told.events + 1 ? read : undefined;
        });

        expect(graph.nodes.map(({ kind, label }) => `${kind} ${label}`)).to.include.members([
            "rule receipts",
            "function receipts",
            "function access",
            "bus stripe",
        ]);
        expect(edge(graph, "api", "function:")).to.equal(told.events + 1);
        expect(edge(graph, "function:webhook", "bus")).to.equal(told.events + 1);
        expect(edge(graph, "bus", "rule:billing-state")).to.equal(told.events + 1);
        expect(edge(graph, "function:receipts", "queue:receipts")).to.equal(1);
        expect(edge(graph, "state", "function:access")).to.be.greaterThan(0);
        expect(graph.nodes.some(({ label }) => /Events-Archive/.test(label))).to.equal(false);
    });

    it("charts what was received, applied and failed", async () => {
        const { charts, times, periodSeconds } = await get<Charts>("/charts?hours=1");

        const sum = (title: string, label: string) =>
            charts
                .find((chart) => chart.title === title)
                ?.series.find((one) => one.label === label)
                ?.values.reduce<number>((total, value) => total + (value ?? 0), 0);
        expect([times.length, periodSeconds]).to.deep.equal([60, 60]);
        expect(sum("Received", "put on the bus")).to.equal(told.events + 1);
        expect(sum("Failed calls", "receipts")).to.equal(3);
        expect(charts.find(({ title }) => title.startsWith("Latency"))?.unit).to.equal("ms");
    });

    it("redrives a cause's letters: what fails again is said so, and comes back", async () => {
        const [queue] = (await get<LetterQueue[]>("/letters")).filter(({ total }) => total > 0);
        const cause = queue?.groups[0]?.cause;
        expect(queue?.subscription).to.equal("receipts");
        expect(cause).to.deep.include({ type: "TypeError" });

        const result = (await post("/letters/receipts/redrive", { cause: cause?.id })) as RedriveResult;

        expect(result).to.deep.equal({
            redriven: 1,
            handled: 0,
            failed: 1,
            waiting: 0,
            changes: 0,
            unknown: { count: 0 },
        });
        await system.lettersAre("receipts", 1);
    });

    it("drops only what is named", async () => {
        const { status, body } = await system.ask("POST", "/letters/receipts/drop", {});
        const unknown = await system.ask("POST", "/letters/nobody/drop", { cause: "abcd" });

        expect([status, body]).to.deep.equal([400, { error: "Which letters? Name a cause or an event." }]);
        expect(unknown.status).to.equal(400);
        expect(await post("/letters/receipts/drop", { event: "evt_other" })).to.deep.equal({ dropped: 0 });
        expect(await post("/letters/receipts/drop", { event: poison })).to.deep.equal({ dropped: 1 });
        await system.lettersAre("receipts", 0);
    });

    it("replays the archive to one subscription", async () => {
        const archive = await get<ArchiveView>("/archive");
        const request = { from: Date.now() - 86_400_000, to: Date.now() + 60_000, only: "billing-state" };

        const { name } = (await post("/replays", request)) as { name: string };
        const replay = await until("the end of the replay", async () => {
            const view = await get<ReplayView>(`/replays/${name}`);
            return view.state === "COMPLETED" ? view : undefined;
        });

        expect(archive.retentionDays).to.equal(90);
        expect(replay.reached).to.be.a("number");
        const refused = await system.ask("POST", "/replays", { from: 2, to: 1 });
        expect(refused.status).to.equal(400);
    });

    it("replays some types to those who take them, and leaves no rule", async () => {
        const noon = Date.UTC(2025, 10, 1, 12);
        const created = noon / 1000;
        const { id } = await system.post("invoice.paid", {
            "data.object.customer_email": "typed@example.com",
            created,
        });
        await until("the receipt", async () => (await system.logged("receipts", "to typed@")).length === 1);
        const window = { from: noon - 60_000, to: noon + 60_000 };
        const listRules = async () => {
            const { Rules = [] } = await events.send(
                new ListRulesCommand({ EventBusName: system.run.outputs.busName }),
            );
            return Rules.filter(({ Name }) => Name?.endsWith("-replay"));
        };

        const { name } = (await post("/replays", { ...window, types: "invoice.paid", only: "receipts" })) as {
            name: string;
        };

        await until("the end of the replay", async () => {
            const { state } = await get<ReplayView>(`/replays/${name}`);
            return state === "COMPLETED" && (await listRules()).length === 0;
        });
        await until("the second receipt", async () => (await system.logged("receipts", "to typed@")).length === 2);
        expect(await system.logged("billing-state", id)).to.have.length(1);
        const refused = await system.ask("POST", "/replays", { ...window, types: "invoice.payd" });
        expect(refused.body).to.deep.include({
            error: `no type of Stripe's events is "invoice.payd": did you mean invoice.paid?`,
        });
    });

    it("pauses a subscription, shows what waits for it, refuses to redrive that, and has it go on", async () => {
        const see = async () =>
            (await get<SubscriptionView[]>("/subscriptions")).find(({ name }) => name === "receipts");
        const refusals = async () =>
            (await get<LetterQueue[]>("/letters")).map(({ subscription, refusal }) => [subscription, refusal]);
        const before = await see();

        const paused = await post("/subscriptions/receipts/pause", {});
        await system.post("invoice.paid", { "data.object.customer_email": "waits@example.com" });
        await system.lettersAre("receipts", 1);
        const waiting = await see();
        const refused = await system.ask("POST", "/letters/receipts/redrive", { event: "evt_1" });
        const refusal =
            'receipts is paused, and every letter would come back: "npm run resume -- receipts --aws-endpoint ' +
            `${system.run.aws.endpoint}"`;
        const shown = await refusals();
        const resumed = await post("/subscriptions/receipts/resume", {});

        expect(before).to.include({ paused: false, letters: 0 });
        expect(paused).to.include({ name: "receipts", paused: true });
        expect(waiting).to.include({ paused: true, letters: 1 });
        expect(before?.backlog).to.match(/^its events wait in its dead-letter queue, .*: go on before \S+ \S+Z, or/);
        expect(waiting?.backlog).to.equal("its events wait in its dead-letter queue, each for 14 days");
        expect(refused).to.deep.equal({ status: 400, body: { error: refusal } });
        expect(shown).to.deep.include(["receipts", refusal]);
        expect(resumed).to.deep.equal({ redriven: 1 });
        await until("its event", async () => (await system.logged("receipts", "to waits@")).length === 1);
        expect(await see()).to.include({ paused: false, letters: 0 });
    });

    it("pauses no function but a subscription's, as what comes for others waits nowhere", async () => {
        const answer = await system.ask("POST", "/subscriptions/webhook-receive/pause", {});

        expect(answer.body).to.deep.equal({ error: 'webhook-receive is no subscription: "npm run pause" pauses it' });
        expect(answer.status).to.equal(400);
    });

    it("sends a test event as Stripe does", async () => {
        const request = { type: "customer.created", set: { email: "test@example.com" } };

        const sent = (await post("/test-events", request)) as SentEvent;

        expect(sent.status).to.equal(200);
        await until("its story", async () => {
            const { ledger } = await get<EventStoryView>(`/events/${sent.eventId}`);
            return ledger.length === 1;
        });
        const refused = await system.ask("POST", "/test-events", { type: "no.such" });
        expect(refused).to.deep.equal({
            status: 400,
            body: { error: '"no.such" is not an event type that can be made.' },
        });
    });

    it("shows a customer that is an account by the account's id, too", async () => {
        await system.post("customer.created", { "data.object.customer_account": "acct_console" });

        const view = await until("the customer", async () => {
            const read = await get<CustomerView>("/customers/acct_console");
            return read.objects.length > 0 ? read : undefined;
        });

        expect(view.email).to.match(/@/);
        expect(view.objects.map(({ kind }) => kind)).to.deep.equal(["customer"]);
    });

    it("keeps the objects of a Connect account apart from the stack's own", async () => {
        const { id, data } = await system.post("customer.created", { account: "acct_1" });
        const { id: objectId } = data.object as { id: string };
        const story = await until("its story", async () => {
            const read = await get<EventStoryView>(`/events/${id}`);
            return read.ledger.length === 1 ? read : undefined;
        });

        const own = await get<ObjectView>(`/objects/${objectId}`);
        const theirs = await get<ObjectView>(`/objects/${objectId}?account=acct_1`);

        expect(story.account).to.equal("acct_1");
        expect([own.current, theirs.current?.id]).to.deep.equal([undefined, objectId]);
    });

    it("answers 404 to what it does not have, and does not read what is no object", async () => {
        expect((await system.ask("GET", "/nothing")).status).to.equal(404);
        expect((await system.ask("GET", "/replays")).status).to.equal(404);
        expect((await system.ask("POST", "/test-events", [])).body).to.deep.equal({
            error: "The request's body is not a JSON object.",
        });
    });

    describe("when it is read-only", () => {
        const credentials = { accessKeyId: "test", secretAccessKey: "test" };
        let web: Console;
        let headers: { cookie: string; origin: string };

        before(async () => {
            const { outputs, aws } = system.run;
            const deployment = { outputs, aws: { ...aws, credentials } };
            web = await startConsole({ port: 0, readOnly: true, findDeployment: async () => deployment });
            const entered = await fetch(web.url, { redirect: "manual" });
            headers = {
                cookie: entered.headers.get("set-cookie")?.split(";")[0] ?? "",
                origin: new URL(web.url).origin,
            };
        });

        after(() => web.close());

        it("does not write into the deployment, by which it would open the stack anew", async () => {
            const { status } = await fetch(new URL("/api/letters", web.url), { headers });

            expect(status).to.equal(200);
            expect(credentials).to.deep.equal({ accessKeyId: "test", secretAccessKey: "test" });
        });

        it("reads, and refuses everything that changes something", async () => {
            const { origin } = headers;
            const writes = [
                "/letters/receipts/redrive",
                "/letters/receipts/drop",
                "/replays",
                "/replays/x/cancel",
                "/subscriptions/receipts/pause",
                "/subscriptions/receipts/resume",
                "/test-events",
                "/stories",
            ];

            const stack = (await (await fetch(`${origin}/api/stack`, { headers })).json()) as StackView;
            const answers = await Promise.all(
                writes.map((place) => fetch(`${origin}/api${place}`, { method: "POST", headers, body: "{}" })),
            );

            expect(stack.isReadOnly).to.equal(true);
            expect(answers.map(({ status }) => status)).to.deep.equal(writes.map(() => 403));
        });
    });
});
