import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { StripeState } from "../../src/state/stripe-state";

const second = 1000;
const day = 24 * 60 * 60 * second;

describe("the state of local Stripe", () => {
    let now = Date.UTC(2026, 10, 1);
    let state: StripeState;
    beforeEach(() => {
        now = Date.UTC(2026, 10, 1);
        state = new StripeState({ now: () => now });
    });
    afterEach(() => state.close());

    const customer = (id: string, more: Record<string, unknown> = {}) => ({
        id,
        object: "customer",
        created: Math.floor(now / second),
        metadata: {},
        ...more,
    });

    const endpoint = (id: string, enabledEvents: string[], more: Record<string, unknown> = {}) => ({
        id,
        object: "webhook_endpoint",
        status: "enabled",
        enabled_events: enabledEvents,
        url: "http://127.0.0.1:1/",
        secret: "whsec_1",
        ...more,
    });

    it("keeps nothing of a transaction that throws, and tells nobody", () => {
        const heard: unknown[] = [];
        state.onEvents((events) => heard.push(events));

        expect(() =>
            state.transact((tx) => {
                tx.create(endpoint("we_1", ["*"]));
                tx.create(customer("cus_1"), "customer.created");
                throw new Error("no");
            }),
        ).to.throw("no");

        expect(state.get("customer", "cus_1")).to.equal(undefined);
        expect(state.listEvents({ limit: 10 }).data).to.deep.equal([]);
        expect(state.endpoints()).to.deep.equal([]);
        expect(heard).to.deep.equal([]);
    });

    it("makes an event of an update that says what changed, and none when nothing did", () => {
        state.transact((tx) => tx.create(customer("cus_1", { name: "A", metadata: { a: "1", b: "2" } })));

        state.transact((tx) => tx.update("customer", "cus_1", { name: "A" }, "customer.updated"));
        state.transact((tx) =>
            tx.update("customer", "cus_1", { name: "B", metadata: { a: "1", c: "3" } }, "customer.updated"),
        );

        const { data } = state.listEvents({ limit: 10 });
        expect(data.map(({ data: { previous_attributes } }) => previous_attributes)).to.deep.equal([
            { name: "A", metadata: { b: "2", c: null } },
        ]);
        expect(data[0]?.data.object).to.deep.include({ name: "B", metadata: { a: "1", c: "3" } });
    });

    it("writes a delivery for each endpoint that selects the event", () => {
        state.transact((tx) => {
            tx.create(endpoint("we_all", ["*"]));
            tx.create(endpoint("we_one", ["customer.created"]));
            tx.create(endpoint("we_other", ["customer.deleted"]));
            tx.create(endpoint("we_off", ["*"], { status: "disabled" }));
            tx.create(endpoint("we_connect", ["*"], { connect: true }));
            tx.create(customer("cus_1"), "customer.created");
        });

        const due = state.dueDeliveries(now, 10);

        expect(due.map(({ endpointId }) => endpointId)).to.deep.equal(["we_all", "we_one"]);
        expect(due.map(({ event }) => event.pending_webhooks)).to.deep.equal([2, 2]);
    });

    it("tells an event delivered once every endpoint has it", () => {
        state.transact((tx) => {
            tx.create(endpoint("we_1", ["*"]));
            tx.create(endpoint("we_2", ["*"]));
            tx.create(customer("cus_1"), "customer.created");
        });
        const [one, other] = state.dueDeliveries(now, 10);
        const delivered = () => state.listEvents({ limit: 10 }, { deliverySuccess: true }).data.length;

        state.settleDelivery(one!, { status: 200, deliveredAt: now });
        state.settleDelivery(other!, { status: 500, nextAt: now + 5 * day });
        expect(delivered()).to.equal(0);
        expect(state.nextDelivery()).to.equal(now + 5 * day);
        state.settleDelivery(other!, { status: 200, deliveredAt: now });

        expect(delivered()).to.equal(1);
        expect(state.nextDelivery()).to.equal(undefined);
        expect(state.deliveriesOf(one!.eventId).map(({ attempt }) => attempt)).to.deep.equal([1, 2]);
    });

    it("lists newest first, page by page, both ways", () => {
        state.transact((tx) => ["a", "b", "c", "d", "e"].forEach((id) => tx.create(customer(id))));
        const ids = (options: object) => {
            const { data, hasMore } = state.list("customer", { limit: 2, ...options });
            return [...data.map(({ id }) => id), hasMore];
        };

        expect(ids({})).to.deep.equal(["e", "d", true]);
        expect(ids({ startingAfter: "d" })).to.deep.equal(["c", "b", true]);
        expect(ids({ startingAfter: "b" })).to.deep.equal(["a", false]);
        expect(ids({ endingBefore: "b" })).to.deep.equal(["d", "c", true]);
        expect(() => ids({ startingAfter: "x" })).to.throw("No such customer: 'x'");
    });

    it("filters by members, ranges and one of several values", () => {
        state.transact((tx) => {
            tx.create({ id: "p1", object: "price", active: true, recurring: { interval: "month" }, created: 10 });
            tx.create({ id: "p2", object: "price", active: false, recurring: { interval: "year" }, created: 20 });
            tx.create({ id: "p3", object: "price", active: true, recurring: null, created: 30 });
        });
        const ids = (filters: object) =>
            state.list("price", { limit: 9, filters: { ...filters } }).data.map(({ id }) => id);

        expect(ids({ active: true })).to.deep.equal(["p3", "p1"]);
        expect(ids({ "recurring.interval": ["month", "year"] })).to.deep.equal(["p2", "p1"]);
        expect(ids({ created: { gte: 20, lt: 30 } })).to.deep.equal(["p2"]);
        expect(ids({ recurring: null })).to.deep.equal(["p3"]);
    });

    it("leaves of a deleted customer that it was deleted, and of others nothing", () => {
        state.transact((tx) => {
            tx.create(customer("cus_1"));
            tx.create({ id: "prod_1", object: "product" });
        });

        state.transact((tx) => {
            tx.remove("customer", "cus_1", "customer.deleted");
            tx.remove("product", "prod_1", "product.deleted");
        });

        expect(state.get("customer", "cus_1")).to.deep.equal({ id: "cus_1", object: "customer", deleted: true });
        expect(state.get("product", "prod_1")).to.equal(undefined);
        expect(state.list("customer", { limit: 9 }).data).to.deep.equal([]);
        expect(state.listEvents({ limit: 9 }).data.map(({ type, data }) => [type, data.object.deleted])).to.deep.equal([
            ["product.deleted", true],
            ["customer.deleted", true],
        ]);
    });

    it("keeps connected accounts apart, and their events go to Connect endpoints", () => {
        state.transact((tx) => tx.create(endpoint("we_connect", ["*"], { connect: true })));

        state.transact((tx) => tx.create(customer("cus_1"), "customer.created"), { account: "acct_1" });

        expect(state.get("customer", "cus_1")).to.equal(undefined);
        expect(state.get("customer", "cus_1", "acct_1")).to.include({ id: "cus_1" });
        expect(state.dueDeliveries(now, 9).map(({ event }) => event.account)).to.deep.equal(["acct_1"]);
    });

    it("shows events for 30 days", () => {
        state.transact((tx) => tx.create(customer("cus_1"), "customer.created"));
        const [event] = state.listEvents({ limit: 1 }).data;

        now += 30 * day;
        expect(state.getEvent(event!.id)).to.deep.equal(event);
        now += second;

        expect(state.getEvent(event!.id)).to.equal(undefined);
        expect(state.listEvents({ limit: 1 }).data).to.deep.equal([]);
    });

    it("has everything again from its file", () => {
        const folder = mkdtempSync(path.join(tmpdir(), "local-stripe-"));
        const file = path.join(folder, "stripe.sqlite");
        const first = new StripeState({ file, now: () => now });
        first.transact((tx) => {
            tx.create(endpoint("we_1", ["*"]));
            tx.create(customer("cus_1"), "customer.created");
        });
        first.close();

        const again = new StripeState({ file, now: () => now });

        expect(again.get("customer", "cus_1")).to.include({ id: "cus_1" });
        expect(again.dueDeliveries(now, 9).map(({ event }) => event.type)).to.deep.equal(["customer.created"]);
        again.close();
        rmSync(folder, { recursive: true });
    });
});
