import { expect } from "chai";

import type { BillingQueries, Page, Stored } from "../../../handlers/queries";
import { failure } from "local-cloud/testing";
import { startBilling, subscriptionTo, type BillingFixture } from "./billing-fixture";

describe("queries for objects", () => {
    let fixture: BillingFixture;
    let billing: BillingQueries;

    before(async () => {
        fixture = await startBilling();
        billing = fixture.queries();
        const { store } = fixture;
        await store({ id: "cus_1", object: "customer", email: "a@example.com" });
        await store({ id: "in_1", object: "invoice", customer: "cus_1", status: "paid" });
        await store({ id: "in_2", object: "invoice", customer: "cus_1", status: "open" });
        await store(subscriptionTo(["price_pro"], "sub_1", "cus_1", { status: "canceled" }));
        await store(subscriptionTo(["price_basic"], "sub_2", "cus_1"));
        await store(subscriptionTo(["price_pro"], "sub_5", "cus_1"), "acct_1");
        await store({ id: "ch_1", object: "charge", customer: "cus_1", payment_intent: "pi_1", status: "succeeded" });
        await store({ id: "ch_2", object: "charge", customer: "cus_1", status: "succeeded" });
        await store({ id: "pi_1", object: "payment_intent", customer: "cus_1", status: "succeeded" });
        await store({ id: "dp_1", object: "dispute", charge: "ch_1", payment_intent: "pi_1", status: "lost" });
        await store({ id: "re_1", object: "refund", charge: "ch_1", payment_intent: "pi_1", status: "succeeded" });
        await store({ id: "re_2", object: "refund", charge: "ch_2", payment_intent: null, status: "pending" });
        await store({ id: "re_3", object: "refund", charge: null, payment_intent: "pi_1", status: "pending" });
        await store({ id: "prv_1", object: "review", charge: "ch_2", open: true });
        await store({ id: "issfr_1", object: "radar.early_fraud_warning", charge: "ch_2", actionable: true });
        await store({ id: "ch_9", object: "charge", customer: "cus_9", status: "succeeded" });
        await store({ id: "re_9", object: "refund", charge: "ch_9", status: "succeeded" });
        await store({ id: "gold", object: "plan", active: true });
        await store({ id: "thing_1", object: "thing.of_tomorrow", customer: "cus_1", colour: "red" });
        for (let index = 0; index < 25; index++) {
            const id = `sub_many_${String(index).padStart(2, "0")}`;
            await store(subscriptionTo(["price_pro"], id, "cus_many", { status: "incomplete" }));
        }
        for (let index = 0; index < 4; index++) {
            await store({ id: `ch_p${index}`, object: "charge", customer: "cus_paged", status: "succeeded" });
            await store({ id: `re_p${index}a`, object: "refund", charge: `ch_p${index}`, status: "succeeded" });
            await store({ id: `re_p${index}b`, object: "refund", charge: `ch_p${index}`, status: "succeeded" });
        }
        await store({ id: "pi_p", object: "payment_intent", customer: "cus_paged", status: "succeeded" });
        await store({ id: "re_p5", object: "refund", payment_intent: "pi_p", status: "succeeded" });
    });

    after(() => fixture.stop());

    const ids = (items: { objectId: string }[]) => items.map(({ objectId }) => objectId);

    /** All pages, each as the ids that it holds. */
    async function readPages(ask: (cursor?: string) => Promise<Page<Stored<unknown>>>): Promise<string[][]> {
        const pages: string[][] = [];
        let cursor: string | undefined;
        do {
            const page = await ask(cursor);
            pages.push(ids(page.items));
            cursor = page.cursor;
        } while (cursor !== undefined);
        return pages;
    }

    it("gets one object by its kind and id, and undefined for one that nothing told of", async () => {
        const customer = await billing.get("customer", "cus_1");

        expect(customer?.object.email).to.equal("a@example.com");
        expect(await billing.get("customer", "cus_none")).to.equal(undefined);
        expect(await billing.get("subscription", "sub_5")).to.equal(undefined);
        expect((await billing.get("subscription", "sub_5", { account: "acct_1" }))?.status).to.equal("active");
    });

    it("gets objects of every kind that comes in events, typed, and of kinds that are not known yet", async () => {
        const dispute = await billing.get("dispute", "dp_1");
        const warning = await billing.get("radar.early_fraud_warning", "issfr_1");
        const plan = await billing.get("plan", "gold");
        const thing = await billing.get("thing.of_tomorrow", "thing_1");

        expect(dispute?.object.charge).to.equal("ch_1");
        expect(warning?.object.actionable).to.equal(true);
        expect(plan?.object.active).to.equal(true);
        expect(thing?.object.colour).to.equal("red");
    });

    it("gets the object of the kind that was asked for, where objects of two kinds have one id", async () => {
        await fixture.store({ id: "acme", object: "customer", email: "acme@example.com" });
        await fixture.store({ id: "acme", object: "price", active: true });

        expect((await billing.get("customer", "acme"))?.object.email).to.equal("acme@example.com");
        expect((await billing.get("price", "acme"))?.object.active).to.equal(true);
        expect(await billing.get("product", "acme")).to.equal(undefined);
    });

    it("gives objects as Stripe sent them, whatever their metadata's keys and numbers", async () => {
        const metadata = JSON.parse('{"constructor": "a", "__proto__": "b", "plain": "c"}') as object;
        await fixture.store({
            id: "in_odd",
            object: "invoice",
            customer: "cus_odd",
            status: "odd",
            metadata,
            total: 1e21,
        });

        const one = await billing.get("invoice", "in_odd");
        const ofCustomer = await billing.objectsOf("cus_odd", "invoice");
        const ofStatus = await billing.withStatus("invoice", "odd");

        for (const item of [one, ...ofCustomer.items, ...ofStatus.items]) {
            expect(item?.object.metadata).to.deep.equal(metadata);
            expect(item?.object.total).to.equal(1e21);
        }
    });

    it("lists a customer's subscriptions and nothing else of theirs, by account", async () => {
        expect(ids(await billing.subscriptionsOf("cus_1"))).to.deep.equal(["sub_1", "sub_2"]);
        expect(ids(await billing.subscriptionsOf("cus_1", { account: "acct_1" }))).to.deep.equal(["sub_5"]);
        expect(ids(await billing.subscriptionsOf("cus_none"))).to.deep.equal([]);
        expect(await billing.subscriptionsOf("cus_many")).to.have.length(25);
    });

    it("finds a customer's objects of a kind: what names the customer, and what names a payment of the customer's", async () => {
        const found = async (kind: string) => ids((await billing.objectsOf("cus_1", kind)).items);

        expect(await found("invoice")).to.deep.equal(["in_1", "in_2"]);
        expect(await found("charge")).to.deep.equal(["ch_1", "ch_2"]);
        expect(await found("payment_intent")).to.deep.equal(["pi_1"]);
        expect(await found("customer")).to.deep.equal(["cus_1"]);
        expect(await found("dispute")).to.deep.equal(["dp_1"]);
        expect(await found("refund")).to.deep.equal(["re_1", "re_2", "re_3"]);
        expect(await found("review")).to.deep.equal(["prv_1"]);
        expect(await found("radar.early_fraud_warning")).to.deep.equal(["issfr_1"]);
        expect(await found("thing.of_tomorrow")).to.deep.equal(["thing_1"]);
    });

    it("finds all of a customer's objects, and no one else's", async () => {
        const [page] = await readPages((cursor) => billing.objectsOf("cus_1", undefined, { cursor }));

        expect(page).to.deep.equal(
            ["ch_1", "ch_2", "cus_1", "in_1", "in_2", "pi_1", "sub_1", "sub_2", "thing_1"].concat(
                ["dp_1", "re_1", "issfr_1", "re_2", "prv_1", "re_3"], // of ch_1, ch_2 and pi_1, each by kind
            ),
        );
    });

    it("looks for no payments where the kind names its customer", async () => {
        fixture.dynamo.authorized.length = 0;

        await billing.objectsOf("cus_1", "invoice");

        expect(fixture.dynamo.authorized.filter((one) => one.startsWith("dynamodb:Query"))).to.have.length(1);
    });

    it("pages through a customer's objects, each once, whatever the size of the pages", async () => {
        const refunds = [0, 1, 2, 3].flatMap((index) => [`re_p${index}a`, `re_p${index}b`]).concat("re_p5");

        for (const limit of [1, 2, 3, 5, 100]) {
            const pages = await readPages((cursor) => billing.objectsOf("cus_paged", "refund", { limit, cursor }));

            expect(pages.flat(), `limit ${limit}`).to.deep.equal(refunds);
            expect(Math.max(...pages.map((page) => page.length)), `limit ${limit}`).to.equal(Math.min(limit, 9));
        }
        const all = await readPages((cursor) => billing.objectsOf("cus_paged", undefined, { limit: 4, cursor }));
        expect(all.flat()).to.deep.equal(["ch_p0", "ch_p1", "ch_p2", "ch_p3", "pi_p", ...refunds]);
    });

    it("looks through at most a hundred payments for a page", async () => {
        for (let index = 0; index < 101; index++) {
            const id = `ch_h${String(index).padStart(3, "0")}`;
            await fixture.store({ id, object: "charge", customer: "cus_hundred", status: "succeeded" });
        }
        await fixture.store({ id: "dp_h", object: "dispute", charge: "ch_h100", status: "lost" });

        const pages = await readPages((cursor) => billing.objectsOf("cus_hundred", "dispute", { cursor }));

        expect(pages).to.deep.equal([[], ["dp_h"]]);
    });

    it("pages through the objects of a kind and status", async () => {
        const pages = await readPages((cursor) => billing.subscriptionsWith("incomplete", { limit: 10, cursor }));
        const open = await billing.withStatus("invoice", "open");

        expect(pages.map((page) => page.length)).to.deep.equal([10, 10, 5]);
        expect(new Set(pages.flat()).size).to.equal(25);
        expect(ids(open.items)).to.deep.equal(["in_2"]);
    });

    it("gives objects as they stand, without those that have left the customer or the status meanwhile", async () => {
        const change = async () => {
            await fixture.store({ id: "ch_left", object: "charge", customer: "cus_other", status: "moved" });
            await fixture.store({ id: "ch_stays", object: "charge", customer: "cus_moving", status: "pending", n: 2 });
        };
        const billing = fixture.queries({ documents: fixture.interrupted(change) });
        const before = async () => {
            await fixture.store({ id: "ch_left", object: "charge", customer: "cus_moving", status: "pending" });
            await fixture.store({ id: "ch_stays", object: "charge", customer: "cus_moving", status: "pending", n: 1 });
        };

        await before();
        const ofCustomer = await billing.objectsOf("cus_moving", "charge");
        await before();
        const ofStatus = await billing.withStatus("charge", "pending");

        for (const { items } of [ofCustomer, ofStatus]) {
            expect(items.map(({ objectId, object }) => [objectId, (object as { n?: number }).n])).to.deep.equal([
                ["ch_stays", 2],
            ]);
        }
    });

    it("reads at most a hundred objects for a page, however many are asked for", async () => {
        for (let index = 0; index < 101; index++) {
            const id = `in_h${String(index).padStart(3, "0")}`;
            await fixture.store({ id, object: "invoice", customer: "cus_many_invoices", status: "uncollectible" });
        }

        const ofCustomer = await readPages((cursor) =>
            billing.objectsOf("cus_many_invoices", "invoice", { limit: 1000, cursor }),
        );
        const ofStatus = await readPages((cursor) =>
            billing.withStatus("invoice", "uncollectible", { limit: 1000, cursor }),
        );

        expect([ofCustomer, ofStatus].map((pages) => pages.map(({ length }) => length))).to.deep.equal([
            [100, 1],
            [100, 1],
        ]);
    });

    it("refuses a cursor that is none, and that of another query, naming both", async () => {
        const { cursor } = await billing.objectsOf("cus_many", "subscription", { limit: 10 });
        const garbage = ["???", Buffer.from("[1]").toString("base64url"), Buffer.from("{}").toString("base64url")];

        for (const text of garbage) {
            const error = await failure(billing.subscriptionsWith("active", { cursor: text }));
            expect(error.message).to.equal(`"${text}" is not a cursor: pass the one that came with the page before`);
        }
        const others = await Promise.all([
            failure(billing.objectsOf("cus_1", "subscription", { cursor })),
            failure(billing.objectsOf("cus_many", "invoice", { cursor })),
            failure(billing.objectsOf("cus_many", "subscription", { cursor, account: "acct_1" })),
            failure(billing.withStatus("subscription", "incomplete", { cursor })),
        ]);
        const of = "the cursor is that of another query (objectsOf platform#cus_many subscription), and this one is";
        expect(others.map(({ message }) => message)).to.deep.equal([
            `${of} objectsOf platform#cus_1 subscription`,
            `${of} objectsOf platform#cus_many invoice`,
            `${of} objectsOf acct_1#cus_many subscription`,
            `${of} withStatus platform#subscription#incomplete`,
        ]);
    });

    it("leads to no one else's objects by a cursor that was tampered with", async () => {
        const { cursor = "" } = await billing.objectsOf("cus_1", "refund", { limit: 1 });
        const { query } = JSON.parse(Buffer.from(cursor, "base64url").toString()) as { query: string };
        const start = { objectKey: "platform#refund#re_0", customerKey: "platform#ch_9" };
        const forged = Buffer.from(JSON.stringify({ query, at: { place: "platform#charge#ch_9", start } })).toString(
            "base64url",
        );

        const page = await billing.objectsOf("cus_1", "refund", { cursor: forged });

        expect(ids(page.items)).to.deep.equal(["re_3"]);
    });

    it("refuses what is no id, and a page of nothing, naming the argument", async () => {
        const none = null as unknown as string;
        const expanded = { id: "cus_1", object: "customer" } as unknown as string;

        const errors = await Promise.all([
            failure(billing.objectsOf(none)),
            failure(billing.hasActiveSubscription(expanded)),
            failure(billing.get("customer", "")),
            failure(billing.withStatus("invoice", "open", { limit: 0 })),
        ]);

        expect(errors.map(({ message }) => message)).to.deep.equal([
            "customerId is null: it is an id, such as that in an event's object",
            'customerId is {"id":"cus_1","object":"customer"}: it is an id, such as that in an event\'s object',
            'objectId is "": it is an id, such as that in an event\'s object',
            "limit is 0: it is a whole number of at least 1",
        ]);
    });
});
