import { expect } from "chai";
import { until } from "local-cloud/testing";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type Stripe from "stripe";

import { askForStory } from "../../cli/story/ask-for-story";
import type { RecoverReport } from "../../handlers/sync/recover";
import { startSyncSystem, type SyncSystem } from "./sync-system";

/** Answers with `status` what is asked of API v2, and the rest as the Stripe at `url` does. */
async function answerPast(status: number, url: string, request: IncomingMessage, response: ServerResponse) {
    if (request.url?.startsWith("/v2/")) {
        response.writeHead(status).end("{}");
        return;
    }
    const { authorization = "" } = request.headers;
    const answer = await fetch(url + request.url, { headers: { authorization } });
    response.writeHead(answer.status, { date: answer.headers.get("date") ?? "" }).end(await answer.text());
}

describe("npm run sync", function () {
    this.timeout(120_000);
    let system: SyncSystem;

    before(async () => {
        system = await startSyncSystem();
    });

    after(() => system?.stop());

    afterEach(() => system.renew());

    async function allAreHere(): Promise<void> {
        const check = ["recover", "--check", "--since", "1h", "--grace", "0"];
        await until("every event", async () => (await system.command(...check)).code === 0);
    }

    async function inTurn<T, R>(things: readonly T[], work: (thing: T) => Promise<R>): Promise<R[]> {
        const results: R[] = [];
        for (const thing of things) {
            results.push(await work(thing));
        }
        return results;
    }

    async function subscribe(customer: string): Promise<Stripe.Subscription> {
        const method = await system.client.paymentMethods.attach("pm_card_visa", { customer });
        const product = await system.client.products.create({ name: "Pro" });
        const price = await system.client.prices.create({
            product: product.id,
            currency: "eur",
            unit_amount: 1200,
            recurring: { interval: "month" },
        });
        return system.client.subscriptions.create({
            customer,
            items: [{ price: price.id }],
            default_payment_method: method.id,
        });
    }

    it("backfills what Stripe has, writes nothing the second time, and reconciles to no difference", async () => {
        const customers = await Promise.all(
            [1, 2, 3].map((n) => system.client.customers.create({ name: `Customer ${n}` })),
        );
        const product = await system.client.products.create({ name: "Pro" });
        system.pass(10);

        const first = await system.command("backfill");
        const second = await system.command("backfill");
        const reconciled = await system.command("reconcile", "--lag", "0");

        expect(first).to.deep.include({ code: 0, errors: "" });
        expect(first.output).to.match(/ {2}customer {15}3\n/);
        expect(first.output).to.match(/4 objects read from Stripe, 4 written; the others were here\n$/);
        expect(second.output).to.match(/4 objects read from Stripe, 0 written; the others were here\n$/);
        expect(await system.item("customer", customers[0]?.id ?? "")).to.deep.include({
            eventType: "sync.read",
            deleted: false,
        });
        expect(await system.item("product", product.id)).to.include({ status: "active" });
        expect(reconciled).to.deep.equal({ code: 0, output: "4 objects compared: none differs\n", errors: "" });
    });

    it("recovers the events that never arrived, and proves that none is missing", async () => {
        const since = ["--since", "1h", "--grace", "0"];
        const customer = await system.client.customers.create({ name: "Ana" });
        await system.client.customers.update(customer.id, { name: "Ana Lima" });
        await subscribe(customer.id);
        const { data: events } = await system.client.events.list({ limit: 100 });
        system.pass(10);

        const before = await system.command("recover", "--check", ...since);
        const recovered = await system.command("recover", ...since);
        await allAreHere();
        const after = await system.command("recover", "--check", ...since);
        const reconciled = await system.command("reconcile", "--lag", "0");

        expect(before.code).to.equal(1);
        expect(before.output).to.match(new RegExp(`customer.created evt_\\w+ ${customer.id}`));
        const { length } = events;
        expect(length).to.be.greaterThan(8);
        expect(before.errors).to.equal(`error: ${length} events missing: without --check, they are put on the bus\n`);
        expect(recovered.output).to.match(new RegExp(`\n${length} events put on the bus\n$`));
        expect(after.output).to.equal(`${length} events at Stripe: ${length} here, 0 missing, 0 may be on their way\n`);
        expect(reconciled.output, "what events made is what Stripe lists").to.match(/: none differs\n$/);
        expect((await system.item("customer", customer.id))?.object.name).to.equal("Ana Lima");
    });

    it("brings in step an object of which Stripe could not make the events, by the alert alone and once", async () => {
        const since = ["--since", "1h", "--grace", "0"];
        const made = system.stripe.state.failEvents((type) => type.startsWith("customer."));
        const customer = await system.client.customers.create({ name: "Ana" });
        system.pass(10);
        made();
        system.pass(10);

        const before = await system.command("recover", "--check", ...since);
        const nothing = await system.item("customer", customer.id);
        const first = await system.command("recover", ...since);
        const here = await system.item("customer", customer.id);
        const second = await system.command("recover", ...since);

        const alert = `Stripe could not make customer\\.created \\((evt_test_\\w+)\\) ${customer.id}`;
        expect(before).to.include({
            code: 1,
            errors: "error: 1 event that Stripe could not make not followed: without --check, their objects are brought in step\n",
        });
        expect(before.output).to.match(new RegExp(`^ {2}${alert}\n`, "m"));
        expect(nothing).to.equal(undefined);
        expect(first).to.include({ code: 0, errors: "" });
        const [, alertId] = new RegExp(`^ {2}${alert}: written\n`, "m").exec(first.output) ?? [];
        expect(first.output).to.match(/\n1 event that Stripe could not make: 0 followed before, 1 now\n$/);
        expect(here?.object.name).to.equal("Ana");
        expect(second).to.deep.include({ code: 0, errors: "" });
        expect(second.output).to.match(/\n1 event that Stripe could not make: 1 followed before, 0 now\n$/);
        const { version } = (await system.item("customer", customer.id)) ?? {};
        expect(version, "nothing was written the second time").to.equal(here?.version);
        const entries = (await system.ledger()).filter(({ objectId }) => objectId === customer.id);
        const reasons = Object.fromEntries(entries.map(({ eventId, reason }) => [eventId, reason]));
        expect(entries).to.have.length(2);
        expect(reasons[alertId ?? ""]).to.equal("followed by ana: Stripe could not make customer.created: written");
        expect(entries.find(({ eventId }) => eventId.startsWith("read_customer_"))?.reason).to.contain(
            `; repair by ana: Stripe could not make customer.created (${alertId})`,
        );
    });

    it("makes up for a story of which Stripe could not make half of the events, without reconciling", async () => {
        const asked = { name: "renewal-fails-then-pays", count: 2, seed: "1", unmade: 0.5 };
        const made = await askForStory(system.stripe.url, asked, () => undefined);
        system.pass(10);

        const recovered = await system.command("recover", "--grace", "0", "--json");
        await until("every event", async () => (await system.command("recover", "--check", "--grace", "0")).code === 0);
        const kinds = "customer,subscription,invoice,charge,payment_intent";
        const reconciled = await system.command("reconcile", "--lag", "0", "--kinds", kinds);

        const { unmade } = JSON.parse(recovered.output) as RecoverReport;
        expect(made.unmade).to.be.greaterThan(5);
        expect(unmade).to.include({ alerts: made.unmade, here: 0 });
        expect(reconciled.output).to.match(/: none differs\n$/);
    });

    for (const [status, reason] of [
        [403, "the API key may not read /v2/core/events: give it read permission for that"],
        [404, "Stripe has no list at /v2/core/events"],
    ] as const) {
        it(`recovers the rest where Stripe answers ${status} to API v2, and says so in a line`, async () => {
            await system.client.customers.create({ name: "Ana" });
            system.pass(10);
            const { stripe } = system;
            const gate = createServer((request, response) => {
                void answerPast(status, stripe.url, request, response);
            });
            await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
            system.stripe = { ...stripe, url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}` };

            const { code, output, errors } = await system.command("recover", "--since", "1h", "--grace", "0");

            system.stripe = stripe;
            gate.close();
            gate.closeAllConnections();
            await allAreHere();
            expect({ code, errors }).to.deep.equal({ code: 0, errors: "" });
            expect(output).to.contain("\n1 event put on the bus\n");
            expect(output.split("\n").filter((line) => line.includes("/v2/"))).to.have.length(1);
            expect(output).to.contain(`\nnot looked for events that Stripe could not make: ${reason}`);
        });
    }

    it("reconciles what was missed, says why and who repaired it, and finds nothing the second time", async () => {
        const [changed, gone] = await Promise.all(
            [1, 2].map((n) => system.client.customers.create({ name: `Customer ${n}` })),
        );
        system.pass(10);
        await system.command("backfill", "--kinds", "customer");
        system.pass(10);
        await system.client.customers.update(changed?.id ?? "", { name: "Changed" });
        await system.client.customers.del(gone?.id ?? "");
        system.pass(10);
        const task = ["reconcile", "--kinds", "customer", "--lag", "0"];

        const dry = await system.command(...task);
        const repaired = await system.command(...task, "--repair");
        system.pass(10);
        const again = await system.command(...task);

        expect(dry.code).to.equal(1);
        expect(dry.output).to.contain(`customer ${changed?.id}: Stripe did not deliver customer.updated `);
        expect(dry.output).to.contain(`deleted there customer ${gone?.id}: Stripe no longer has it`);
        expect(repaired.code).to.equal(0);
        expect(again.output).to.match(/: none differs\n$/);
        expect((await system.item("customer", changed?.id ?? ""))?.object.name).to.equal("Changed");
        expect(await system.item("customer", gone?.id ?? "")).to.include({ status: "deleted" });
        const repairs = (await system.ledger()).filter(({ reason }) => reason.includes("repair by ana: "));
        expect(repairs.map(({ objectId }) => objectId)).to.include.members([changed?.id, gone?.id]);
    });

    it("brings one object in step, and all of a customer's", async () => {
        const customer = await system.client.customers.create({ name: "Ana" });
        system.pass(10);

        const first = await system.command("object", customer.id);
        const second = await system.command("object", customer.id);
        const unknown = await system.command("object", "cus_unknown");

        expect(first).to.deep.equal({ code: 0, output: `written   customer ${customer.id}\n`, errors: "" });
        expect(second.output).to.equal(`unchanged customer ${customer.id}\n`);
        expect((await system.command("object", "SUMMER")).errors).to.match(
            /^error: "SUMMER" does not tell what it is: name its kind, one of charge, /,
        );
        expect(unknown.code).to.equal(1);
        expect(unknown.errors).to.equal("error: there is no customer cus_unknown, neither at Stripe nor here\n");
    });

    it("says what is wrong with a key, what a key may not read, and never shows one", async () => {
        await system.client.customers.create({ name: "Ana" });
        system.pass(10);
        system.stripe.restrictKey("rk_test_some", { read: ["customer"] });

        const wrong = await system.command("backfill", "--api-key", "sk_test_wrong");
        const some = await system.command("backfill", "--api-key", "rk_test_some", "--kinds", "customer,invoice");
        const live = await system.command("object", "cus_1", "--api-key", "sk_live_1");

        expect(wrong.code).to.equal(1);
        expect(wrong.errors).to.equal(
            `error: Stripe at ${system.stripe.url} refuses the API key: it is wrong, expired or revoked; ` +
                "give one by STRIPE_API_KEY or --api-key\n",
        );
        expect(some.code).to.equal(1);
        expect(some.output).to.contain("1 object read from Stripe, 1 written");
        expect(some.errors).to.equal(
            "error: not read, or not whole: invoice (the API key may not read /v1/invoices: give it read permission for that)\n",
        );
        expect(live.errors).to.equal("error: the state is of test mode, and the API key of live mode: give another\n");
    });

    it("goes on when Stripe has had enough of it for a minute, and says that it waits", async () => {
        await system.client.customers.create({ name: "Ana" });
        system.pass(10);
        system.stripe.faults.inject({ kind: "rate_limit", retryAfterSeconds: 7 }, { milliseconds: 60_000 });

        const { code, output, errors } = await system.command("backfill", "--kinds", "customer");

        expect(code).to.equal(0);
        expect(output).to.contain("1 object read from Stripe, 1 written");
        expect(errors).to.equal("warning: Stripe is busy or away, and is asked again: it answers 429\n");
    });

    it("gives up a Stripe that stays away, says that nothing is lost, and does the rest when it is back", async () => {
        await Promise.all([1, 2, 3].map((n) => system.client.customers.create({ name: `Customer ${n}` })));
        system.pass(10);
        system.stripe.faults.inject({ kind: "refuse" }, { milliseconds: 86_400_000 });
        const tasks = [["backfill"], ["reconcile", "--repair"], ["recover"], ["object", "cus_1"]];

        const away = await inTurn(tasks, (task) => system.command(...task));
        system.stripe.faults.clear();
        const back = await system.command("recover", "--grace", "0");
        await allAreHere();

        for (const { code, errors } of away) {
            expect(code).to.equal(1);
            expect(errors).to.match(
                /error: Stripe at http:\S+ is not available after \d+ requests in \d+ seconds: .+; nothing is lost: run it again later, and it does what is left\n$/,
            );
        }
        expect(back).to.deep.include({ code: 0, errors: "" });
        expect(back.output).to.match(/\n3 events put on the bus\n$/);
    });

    for (const minutes of [10, -10]) {
        const where = minutes > 0 ? "behind" : "ahead";
        it(`keeps in step though this machine's clock is ten minutes ${where}`, async () => {
            system.pass(minutes * 60);
            const customer = await system.client.customers.create({ name: "Ana" });
            system.pass(10);
            await system.command("backfill", "--kinds", "customer");
            system.pass(10);
            await system.client.customers.update(customer.id, { name: "Ana Lima" });
            system.pass(10);

            const differing = await system.command("reconcile", "--lag", "0");
            await system.command("recover", "--since", "1h", "--grace", "0");
            await allAreHere();
            const reconciled = await system.command("reconcile", "--lag", "0");

            expect(differing.output).to.contain(`Stripe did not deliver customer.updated `);
            expect(reconciled.output).to.match(/: none differs\n$/);
        });
    }

    it("prints JSON for programs", async () => {
        const { output } = await system.command("recover", "--check", "--since", "1h", "--json");

        expect(JSON.parse(output)).to.include({ events: 0, missing: 0 });
    });
});
