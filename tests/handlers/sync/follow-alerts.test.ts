import { expect } from "chai";
import { failure } from "local-cloud/testing";
import { refuse, type FakeStripe } from "./fake-stripe";
import { alert, start, subscription, syncFixture, updated } from "./sync-fixture";

const since = start - 3600;
const invoice = { id: "in_1", object: "invoice", livemode: false, status: "paid", created: start - 4000 };
const ofInvoice = { id: "in_1", type: "invoice" };

/** The paths that were asked for, without their queries. */
function asked({ requests }: FakeStripe) {
    return requests.map(({ path }) => path.split("?")[0]);
}

/** A Stripe with an invoice of which it could not make an event, and says so. */
function unmade() {
    const fixture = syncFixture();
    fixture.stripe.lists.set("invoices", [invoice]);
    fixture.stripe.alerts = [alert("evt_a1", ofInvoice)];
    return fixture;
}

describe("createFollowAlerts", () => {
    it("brings in step the object that an alert names, and says in the ledger why", async () => {
        const { followAlerts, stripe, tables, telemetry, now } = unmade();

        const report = await followAlerts({ since, who: "ana" });

        const named = { alertId: "evt_a1", eventType: "invoice.paid", objectId: "in_1", outcome: "written" };
        expect(report).to.deep.equal({ alerts: 1, here: 0, followed: 1, named: [named] });
        expect(tables.items.get("platform#invoice#in_1")?.object).to.deep.equal(invoice);
        const [write, proof] = tables.ledger.values();
        expect(write?.reason).to.match(/; repair by ana: Stripe could not make invoice\.paid \(evt_a1\)$/);
        expect(proof).to.deep.equal({
            eventId: "evt_a1",
            eventType: "v2.core.health.event_generation_failure.resolved",
            objectId: "in_1",
            outcome: "applied",
            reason: "followed by ana: Stripe could not make invoice.paid: written",
            recordedAt: new Date(now()).toISOString(),
            expiresAt: start + 90 * 86_400,
        });
        expect(telemetry.counts).to.include({ ObjectsFollowed: 1 });
        const [list, retrieve, get] = stripe.requests;
        expect(Object.fromEntries(new URLSearchParams(list?.path.split("?")[1]))).to.deep.equal({
            "types[0]": "v2.core.health.event_generation_failure.resolved",
            "created[gte]": new Date(since * 1000).toISOString(),
        });
        expect(list?.headers["stripe-version"]).to.match(/\.preview$/);
        expect(retrieve?.headers["stripe-version"]).to.match(/\.preview$/);
        expect(get?.headers).to.not.have.property("stripe-version");
    });

    it("does nothing the second time", async () => {
        const { followAlerts, stripe } = unmade();
        await followAlerts({ since });
        stripe.requests.length = 0;

        expect(await followAlerts({ since })).to.deep.equal({ alerts: 1, here: 1, followed: 0, named: [] });
        expect(stripe.requests).to.have.length(1);
    });

    it("follows an alert that came by the webhook, which the recorder passes over", async () => {
        const { followAlerts, stripe, tables, record } = unmade();
        const { data: _, ...live } = stripe.alerts[0] as ReturnType<typeof alert>;
        const before = await record(live as never);

        const first = await followAlerts({ since });
        const after = await record(live as never);

        expect(before.outcome).to.equal("ignored");
        expect(first).to.deep.include({ here: 0, followed: 1 });
        expect(after.outcome).to.equal("duplicate");
        expect(tables.ledger.get("evt_a1")).to.deep.include({ outcome: "applied", objectId: "in_1" });
        expect(await followAlerts({ since })).to.deep.include({ here: 1, followed: 0 });
    });

    it("reads all pages, and of all alerts those since then", async () => {
        const { followAlerts, stripe, tables } = unmade();
        const ids = [1, 2, 3, 4, 5];
        stripe.lists.set(
            "subscriptions",
            ids.map((n) => subscription(`sub_${n}`)),
        );
        stripe.alerts = ids.map((n) =>
            alert(`evt_a${n}`, { id: `sub_${n}`, type: "subscription" }, {}, start - n * 800),
        );

        expect(await followAlerts({ since })).to.deep.include({ alerts: 4, followed: 4 });
        expect([...tables.items.values()].map(({ objectId }) => objectId)).to.deep.equal([
            "sub_1",
            "sub_2",
            "sub_3",
            "sub_4",
        ]);
    });

    it("only names the objects when it is to check", async () => {
        const { followAlerts, tables } = unmade();

        const report = await followAlerts({ since, check: true });

        const named = [{ alertId: "evt_a1", eventType: "invoice.paid", objectId: "in_1" }];
        expect(report).to.deep.equal({ alerts: 1, here: 0, followed: 0, named });
        expect([tables.items.size, tables.ledger.size]).to.deep.equal([0, 0]);
    });

    it("follows into the connected account that an alert names, by a request in its context", async () => {
        const { followAlerts, stripe, tables } = unmade();
        stripe.alerts = [alert("evt_a1", ofInvoice, { context: "acct_1" })];

        const { named } = await followAlerts({ since });

        expect(named[0]).to.include({ account: "acct_1", outcome: "written" });
        expect([...tables.items.keys()]).to.deep.equal(["acct_1#invoice#in_1"]);
        expect(stripe.requests.map(({ headers }) => headers["stripe-context"])).to.deep.equal([
            undefined,
            undefined,
            "acct_1",
        ]);
    });

    it("reads the customer alone of an alert that names a customer", async () => {
        const { followAlerts, stripe } = unmade();
        stripe.lists.set("customers", [{ id: "cus_1", object: "customer", livemode: false }]);
        stripe.alerts = [alert("evt_a1", { id: "cus_1", type: "customer" })];

        await followAlerts({ since });

        expect(asked(stripe)).to.deep.equal(["core/events", "core/events/evt_a1", "customers/cus_1"]);
    });

    it("makes a tombstone of an object whose deletion Stripe could not tell", async () => {
        const { followAlerts, stripe, tables, record } = unmade();
        await record(updated("evt_1", subscription("sub_1")));
        stripe.alerts = [alert("evt_a1", { id: "sub_1", type: "subscription" })];

        const { named } = await followAlerts({ since });

        expect(named[0]).to.include({ outcome: "deleted" });
        expect(tables.items.get("platform#subscription#sub_1")?.deleted).to.equal(true);
    });

    it("names once what is not read by its id alone, and each time what the key may not read", async () => {
        const { followAlerts, stripe, tables } = unmade();
        stripe.alerts = [alert("evt_a2", { id: "txi_1", type: "tax_id" }), alert("evt_a1", ofInvoice)];
        stripe.interrupt = (path) => (path.startsWith("invoices") ? refuse(403) : undefined);

        const first = await followAlerts({ since });
        const second = await followAlerts({ since });

        expect(first.named.map(({ outcome, reason }) => [outcome, reason])).to.deep.equal([
            ["left", "a tax_id is not read by its id alone"],
            ["left", "the API key may not read /v1/invoices/in_1: give it read permission for that"],
        ]);
        expect(second).to.deep.include({ alerts: 2, here: 1, followed: 0 });
        expect(tables.ledger.get("evt_a2")?.outcome).to.equal("ignored");
        expect(tables.ledger.has("evt_a1")).to.equal(false);
    });

    it("leaves an alert that names no object", async () => {
        const { followAlerts, stripe } = unmade();
        stripe.alerts = [alert("evt_a1", null)];

        const { named } = await followAlerts({ since });

        expect(named[0]).to.include({ outcome: "left", reason: "Stripe does not say of which object" });
    });

    for (const [status, reason] of [
        [403, "the API key may not read /v2/core/events: give it read permission for that"],
        [404, /^Stripe has no list at \/v2\/core\/events\?/],
        [400, "Stripe answers 400 to GET /v2/core/events: Stripe says 400"],
    ] as const) {
        it(`says why it is skipped when Stripe answers ${status} to the list`, async () => {
            const { followAlerts, stripe } = unmade();
            stripe.interrupt = (path) => (path.startsWith("core/events") ? refuse(status) : undefined);

            const { skipped, ...report } = await followAlerts({ since });

            expect(report).to.deep.equal({ alerts: 0, here: 0, followed: 0, named: [] });
            expect(skipped).to.match(typeof reason === "string" ? new RegExp(`^${reason}$`) : reason);
        });
    }

    it("waits as long as Stripe says when it is asked too often, and goes on", async () => {
        const { followAlerts, stripe, now } = unmade();
        const refusals = [refuse(429, { "retry-after": "7" })];
        stripe.interrupt = (path) => (path.startsWith("core/events/") ? refusals.pop() : undefined);
        const before = now();

        expect(await followAlerts({ since })).to.deep.include({ followed: 1 });
        expect(now() - before).to.be.at.least(7000);
    });

    it("fails when Stripe stays away, and follows next time", async () => {
        const { followAlerts, stripe, tables } = unmade();
        stripe.interrupt = (path) => (path.startsWith("invoices") ? refuse(429) : undefined);

        const error = await failure(followAlerts({ since }));

        expect(error.message).to.match(/is not available after \d+ requests in \d+ seconds: it answers 429$/);
        expect(tables.ledger.size).to.equal(0);
        stripe.interrupt = () => undefined;
        expect(await followAlerts({ since })).to.deep.include({ followed: 1 });
    });
});
