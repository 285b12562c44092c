import { expect } from "chai";
import { failure } from "local-cloud/testing";
import type { BillingItem } from "../../../handlers/billing/item";
import { refuse } from "./fake-stripe";
import { start, subscription, syncFixture, updated } from "./sync-fixture";

describe("createBackfill", () => {
    const many = (count: number) =>
        Array.from({ length: count }, (_, index) => subscription(`sub_${index}`, { created: start - 10_000 - index }));

    it("brings every object of every kind here, those that events left out alone", async () => {
        const { stripe, backfill, tables, record } = syncFixture();
        stripe.lists.set("subscriptions", many(250));
        stripe.lists.set("invoices", [{ id: "in_1", object: "invoice", customer: "cus_1", created: start - 10_000 }]);
        await record(updated("evt_1", subscription("sub_3", { created: start - 10_003 })));

        const report = await backfill({ kinds: ["subscription", "invoice"], who: "ana" });

        expect(report).to.deep.equal({
            read: 251,
            written: 250,
            kinds: { subscription: 250, invoice: 1 },
            skipped: [],
            resumed: false,
        });
        expect(tables.items.size).to.equal(251);
        expect(
            tables.ledger.get(`read_invoice_in_1_${String(tables.items.get("platform#invoice#in_1")?.eventCreated)}`)
                ?.reason,
        ).to.equal("read from Stripe, and no event came before; backfill by ana");
        expect(stripe.requests.some(({ path }) => path.startsWith("subscriptions?limit=100&status=all"))).to.equal(
            true,
        );
    });

    it("writes a price and the plan that has its id in one second", async () => {
        const { stripe, backfill, tables } = syncFixture();
        for (const [path, object] of Object.entries({ prices: "price", plans: "plan" })) {
            stripe.lists.set(path, [{ id: "price_1", object, product: "prod_1", created: start - 10_000 }]);
        }

        const report = await backfill({ kinds: ["price", "plan"] });

        expect(report).to.include({ read: 2, written: 2 });
        expect(tables.ledger.size).to.equal(2);
    });

    it("keeps a connected account's objects apart", async () => {
        const { stripe, backfill, tables } = syncFixture({ account: "acct_1" });
        stripe.lists.set("subscriptions", many(1));

        await backfill({ kinds: ["subscription"] });

        expect([...tables.items.keys()]).to.deep.equal(["acct_1#subscription#sub_0"]);
    });

    it("writes nothing the second time", async () => {
        const { stripe, backfill, tables } = syncFixture();
        stripe.lists.set("subscriptions", many(120));
        await backfill({ kinds: ["subscription"] });
        tables.calls = 0;

        const report = await backfill({ kinds: ["subscription"] });

        expect(report).to.deep.include({ read: 120, written: 0 });
        expect(tables.calls).to.equal(0);
    });

    it("reads the objects of a time alone, and no page behind them", async () => {
        const { stripe, backfill } = syncFixture();
        stripe.lists.set("subscriptions", many(500));

        const report = await backfill({ kinds: ["subscription"], since: start - 10_000 - 149 });

        expect(report.read).to.equal(150);
        expect(stripe.requests.filter(({ path }) => path.includes("starting_after"))).to.have.length(1);
    });

    it("goes on from where it stopped when Stripe is away, and says so", async () => {
        const fixture = syncFixture();
        const { stripe, backfill, tables } = fixture;
        stripe.lists.set("subscriptions", many(300));
        stripe.interrupt = (path) => (path.includes("starting_after=sub_199") ? refuse(500) : undefined);
        const error = await failure(backfill({ kinds: ["subscription"] }));
        const before = tables.items.size;
        stripe.interrupt = () => undefined;

        const report = await backfill({ kinds: ["subscription"] });

        expect(error.message).to.match(/is not available after/);
        expect(before).to.equal(200);
        expect(report).to.deep.include({ read: 100, written: 100, resumed: true });
        expect(tables.items.size).to.equal(300);
    });

    it("begins anew when something else is asked for, or when it is to", async () => {
        const { stripe, backfill, checkpoints } = syncFixture();
        stripe.lists.set("subscriptions", many(10));
        await backfill({ kinds: ["subscription"] });
        const unfinished = { ...checkpoints.get("backfill#platform"), kinds: { subscription: "sub_8" }, done: false };
        const run = (options: object) => {
            checkpoints.set("backfill#platform", unfinished as never);
            return backfill({ kinds: ["subscription"], ...options });
        };

        expect(await run({})).to.include({ read: 1, resumed: true });
        expect(await run({ since: 1 })).to.include({ read: 10, resumed: false });
        expect(await run({ restart: true })).to.include({ read: 10, resumed: false });
    });

    it("reads a list in an object whole when it holds more than an answer shows", async () => {
        const { stripe, backfill, tables } = syncFixture();
        const items = Array.from({ length: 130 }, (_, index) => ({ id: `si_${index}`, object: "subscription_item" }));
        const url = "/v1/subscription_items?subscription=sub_1";
        const list = { object: "list", url, has_more: true, data: items.slice(0, 10) };
        stripe.lists.set("subscriptions", [subscription("sub_1", { items: list })]);
        stripe.lists.set("subscription_items", items);

        await backfill({ kinds: ["subscription"] });
        const again = await backfill({ kinds: ["subscription"] });

        const { object } = tables.items.get("platform#subscription#sub_1") as BillingItem;
        expect((object.items as { data: object[] }).data).to.have.length(130);
        expect(again.written).to.equal(0);
    });

    it("ends where an event and the read of its second or a later one agree, in every order", async () => {
        const { stripe, backfill, tables, record, wait } = syncFixture();
        stripe.lists.set("subscriptions", [subscription("sub_1", { status: "active" })]);
        const status = () => tables.items.get("platform#subscription#sub_1")?.status;
        await backfill({ kinds: ["subscription"] });

        await record(updated("evt_before", subscription("sub_1", { status: "trialing" }), start - 5));
        const afterOlder = status();
        await wait(5000);
        await record(updated("evt_after", subscription("sub_1", { status: "past_due" }), start + 4));

        expect([afterOlder, status()]).to.deep.equal(["active", "past_due"]);
    });
});
