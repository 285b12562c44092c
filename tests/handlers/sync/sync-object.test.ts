import { expect } from "chai";
import { failure } from "local-cloud/testing";
import { refuse } from "./fake-stripe";
import { start, subscription, syncFixture, updated } from "./sync-fixture";

describe("createSyncObject", () => {
    it("brings one object in step, by its id alone", async () => {
        const { stripe, syncObject, tables, record } = syncFixture();
        stripe.lists.set("subscriptions", [subscription("sub_1", { status: "past_due" })]);
        await record(updated("evt_1", subscription("sub_1")));

        const first = await syncObject({ id: "sub_1", who: "ana" });
        const second = await syncObject({ id: "sub_1", who: "ana" });

        expect(first.objects).to.deep.equal([{ kind: "subscription", objectId: "sub_1", outcome: "written" }]);
        expect(second.objects).to.deep.equal([{ kind: "subscription", objectId: "sub_1", outcome: "unchanged" }]);
        expect(tables.items.get("platform#subscription#sub_1")).to.include({ status: "past_due" });
    });

    it("brings a customer's objects in step, and names the kinds that it may not read", async () => {
        const { stripe, syncObject } = syncFixture();
        const customer = { id: "cus_1", object: "customer", created: start - 10_000, livemode: false };
        stripe.lists.set("customers", [customer]);
        stripe.lists.set("subscriptions", [subscription("sub_1"), subscription("sub_2", { customer: "cus_2" })]);
        stripe.lists.set("invoices", [{ id: "in_1", object: "invoice", customer: "cus_1", created: start - 10_000 }]);
        stripe.interrupt = (path) =>
            /^(charges|checkout|credit_notes|invoiceitems|payment|quotes|setup|subscription_sch)/.test(path)
                ? refuse(403)
                : undefined;

        const { objects, skipped } = await syncObject({ id: "cus_1" });

        expect(objects.map(({ objectId, outcome }) => `${objectId} ${outcome}`).sort()).to.deep.equal([
            "cus_1 written",
            "in_1 written",
            "sub_1 written",
        ]);
        expect(skipped.map(({ kind }) => kind)).to.include("charge");
    });

    it("writes an item anew that was written before it had the key of its customer's account", async () => {
        const { stripe, syncObject, tables, record } = syncFixture();
        const shown = subscription("sub_1", { customer_account: "acct_1" });
        const key = "platform#subscription#sub_1";
        stripe.lists.set("subscriptions", [shown]);
        await record(updated("evt_1", shown));
        const { customerAccountKey, ...before } = tables.items.get(key) ?? {};
        tables.items.set(key, before as never);

        const first = await syncObject({ id: "sub_1" });
        const second = await syncObject({ id: "sub_1" });

        expect(customerAccountKey).to.equal("platform#acct_1");
        expect([first, second].flatMap(({ objects }) => objects.map(({ outcome }) => outcome))).to.deep.equal([
            "written",
            "unchanged",
        ]);
        expect(tables.items.get(key)).to.include({ customerAccountKey });
    });

    it("brings what a customer is entitled to in step, with the whole list, which an event does not have", async () => {
        const { stripe, syncObject, tables, record } = syncFixture();
        const kind = "entitlements.active_entitlement_summary";
        const all = Array.from({ length: 12 }, (_, index) => ({ id: `ent_${index}`, lookup_key: `key-${index}` }));
        const summaryOf = (data: object[], has_more: boolean) => ({
            object: kind,
            customer: "cus_1",
            entitlements: { object: "list", data, has_more, url: "/v1/customer/cus_1/entitlements" },
            livemode: false,
        });
        stripe.lists.set("customers", [{ id: "cus_1", object: "customer", created: start - 10_000, livemode: false }]);
        stripe.lists.set(
            "entitlements/active_entitlements",
            all.map((one) => ({ ...one, customer: "cus_1" })),
        );
        await record(updated("evt_1", summaryOf(all.slice(0, 3), false)));

        const first = await syncObject({ id: "cus_1" });
        const second = await syncObject({ id: "cus_1" });

        const of = (objects: readonly { kind: string }[]) => objects.filter((one) => one.kind === kind);
        expect(of(first.objects)).to.deep.equal([{ kind, objectId: "cus_1", outcome: "written" }]);
        expect(of(second.objects)).to.deep.equal([{ kind, objectId: "cus_1", outcome: "unchanged" }]);
        const item = tables.items.get(`platform#${kind}#cus_1`);
        expect(item?.object).to.deep.equal(
            summaryOf(
                all.map((one) => ({ ...one, customer: "cus_1" })),
                false,
            ),
        );
    });

    it("says which entitlements it may not read, and leaves a customer without any alone", async () => {
        const { stripe, syncObject, tables } = syncFixture();
        stripe.lists.set("customers", [{ id: "cus_1", object: "customer", created: start - 10_000, livemode: false }]);
        stripe.lists.set("entitlements/active_entitlements", []);

        await syncObject({ id: "cus_1" });
        stripe.interrupt = (path) => (path.startsWith("entitlements/") ? refuse(403) : undefined);
        const { skipped } = await syncObject({ id: "cus_1" });

        expect([...tables.items.keys()]).to.deep.equal(["platform#customer#cus_1"]);
        expect(skipped.map(({ kind }) => kind)).to.include("entitlements.active_entitlement_summary");
    });

    it("makes a tombstone of what Stripe no longer has, and finds nothing where there never was anything", async () => {
        const { syncObject, tables, record } = syncFixture();
        await record(updated("evt_1", subscription("sub_1")));

        expect((await syncObject({ id: "sub_1" })).objects[0]).to.include({ outcome: "deleted" });
        expect((await syncObject({ id: "sub_1" })).objects[0]).to.include({ outcome: "unchanged" });
        expect((await syncObject({ id: "sub_2" })).objects[0]).to.include({ outcome: "not found" });
        expect(tables.items.get("platform#subscription#sub_1")?.deleted).to.equal(true);
    });

    it("leaves an item that knows of something later than what was read, and says so", async () => {
        const { stripe, syncObject, record } = syncFixture();
        stripe.lists.set("subscriptions", [subscription("sub_1", { status: "past_due" })]);
        await record(updated("evt_1", subscription("sub_1"), start + 1000));

        const { objects } = await syncObject({ id: "sub_1" });

        expect(objects[0]).to.deep.include({
            outcome: "newer",
            reason: "customer.subscription.updated evt_1 is from a newer second",
        });
    });

    it("asks for the kind where the id does not tell it, and takes the longest beginning that does", async () => {
        const { stripe, syncObject } = syncFixture();
        stripe.lists.set("subscription_schedules", [{ id: "sub_sched_1", object: "subscription_schedule" }]);
        stripe.lists.set("coupons", [{ id: "SUMMER", object: "coupon", created: start - 10_000 }]);

        expect((await failure(syncObject({ id: "SUMMER" }))).message).to.match(
            /^"SUMMER" does not tell what it is: name its kind/,
        );
        expect((await syncObject({ id: "SUMMER", kind: "coupon" })).objects[0]).to.include({ outcome: "written" });
        expect((await syncObject({ id: "sub_sched_1" })).objects[0]).to.include({ kind: "subscription_schedule" });
    });
});
