import { expect } from "chai";
import fc from "fast-check";
import { countStoredBytes } from "../../../handlers/billing/storable-json";
import { truncate } from "../../../handlers/billing/truncate";
import { subscription } from "./stripe-event";

describe("an object that is too large", () => {
    it("is left as it is while it fits", () => {
        const object = { id: "x_1", notes: "x".repeat(800) };

        expect(truncate(object, 1024)).to.deep.equal({ object, truncated: false });
    });

    it("loses its largest members first, and no more than it must", () => {
        const object = { small: "s", larger: "x".repeat(700), largest: "x".repeat(900) };

        const { object: rest, truncated } = truncate(object, 1024);

        expect(Object.keys(rest)).to.deep.equal(["small", "larger"]);
        expect(truncated).to.equal(true);
    });

    it("keeps what is queried even where that is larger than the rest", () => {
        const object = { id: "x_1", status: "x".repeat(600), metadata: { a: "x".repeat(300) }, lines: "x".repeat(400) };

        expect(truncate(object, 1024).object).to.have.all.keys("id", "status", "metadata");
    });

    it("says why", () => {
        expect(truncate({ note: "x".repeat(2000) }, 1024)).to.deep.equal({
            object: {},
            truncated: true,
            reason: "the object is larger than an item can hold: its largest members are left out",
        });
    });

    describe("because of a subscription's items", () => {
        const makeItem = (n: number, more: object) => ({
            id: `si_${n}`,
            object: "subscription_item",
            subscription: "sub_1",
            quantity: n,
            current_period_start: 1000,
            current_period_end: 2000,
            price: {
                id: `price_${n}`,
                object: "price",
                product: `prod_${n}`,
                currency: "usd",
                type: "recurring",
                active: true,
            },
            plan: { id: `price_${n}`, object: "plan", product: `prod_${n}` },
            ...more,
        });
        const makeList = (count: number, more: object) => ({
            object: "list",
            has_more: false,
            total_count: count,
            data: Array.from({ length: count }, (_, n) => makeItem(n, more)),
        });
        const makeSubscription = (count: number, more: object) => ({
            ...subscription({ cancel_at: 3000, pause_collection: { behavior: "void", resumes_at: null } }),
            items: makeList(count, more),
        });
        const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`key${n}`, "x".repeat(500)]));

        it("keeps of each item what queries read", () => {
            const { object, truncated } = truncate(makeSubscription(20, { metadata }), 300 * 1024);

            expect(truncated).to.equal(true);
            expect(object).to.deep.equal(makeSubscription(20, {}));
        });

        it("keeps as many as fit where they are too many, and says that there are more", () => {
            const budget = 64 * 1024;
            const { object } = truncate(makeSubscription(4000, {}), budget);
            const { data, ...list } = object.items as { data: unknown[] };

            expect(list).to.deep.equal({ object: "list", has_more: true, total_count: 4000 });
            expect(data).to.deep.equal(makeList(data.length, {}).data).and.have.length.above(50);
            expect(countStoredBytes(object)).to.be.below(budget);
            expect(object).to.deep.include({ status: "active", customer: "cus_1", cancel_at: 3000 });
        });
    });

    it("keeps the ids of what it belongs to, also where they are expanded", () => {
        const expanded = (id: string, object: string) => ({ id, object, notes: "x".repeat(600) });

        const { object } = truncate(
            { charge: expanded("ch_1", "charge"), customer: expanded("cus_1", "customer"), payment_intent: "pi_1" },
            400,
        );

        expect(object).to.deep.equal({
            charge: { id: "ch_1", object: "charge" },
            customer: { id: "cus_1", object: "customer" },
            payment_intent: "pi_1",
        });
    });

    it("loses what is nested deeper than 500 levels, without recursion", () => {
        const deep = (levels: number) => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`) as unknown;

        expect(truncate({ id: "x_1", deep: deep(499) }, 300 * 1024).truncated).to.equal(false);
        expect(truncate({ id: "x_1", deep: deep(500), customer: deep(100_000) }, 300 * 1024)).to.deep.equal({
            object: { id: "x_1" },
            truncated: true,
            reason: "members of the object with more than 500 levels are left out",
        });
    });

    it("is small enough whatever its members, also where all of it stands in JSON text", () => {
        const members = fc.array(
            fc.tuple(
                fc.oneof(fc.string(), fc.constantFrom("items", "metadata", "status", "__proto__", "constructor", "")),
                fc.oneof(
                    fc.nat({ max: 300 }).map((length) => "\u0000".repeat(length)),
                    fc.nat({ max: 300 }).map((length) => Array.from({ length }, () => 1)),
                    fc
                        .nat({ max: 9 })
                        .map((length) => ({ data: Array.from({ length }, () => ({ id: "x".repeat(90) })) })),
                ),
            ),
            { maxLength: 60 },
        );
        const property = fc.property(members, (entries) => {
            const object = Object.fromEntries(entries);

            expect(countStoredBytes(truncate(object, 4096).object)).to.be.at.most(4096);
        });

        fc.assert(property, { seed: 5, numRuns: 300 });
    });

    it("is measured as DynamoDB measures it, not by its JSON", () => {
        const digits = Array.from({ length: 400 }, () => 1);

        expect(countStoredBytes("é")).to.equal(2);
        expect(countStoredBytes({ a: null, b: [true] })).to.equal(3 + (1 + 1 + 1) + (1 + 1 + 3 + 1 + 1));
        expect(countStoredBytes(digits)).to.be.above(JSON.stringify(digits).length);
        expect(truncate({ digits }, 1024).truncated).to.equal(true);
    });
});
