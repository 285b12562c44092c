import { expect } from "chai";

import { givesAccess, type AccessOptions } from "../../../handlers/queries/gives-access";

type Hash = Record<string, unknown>;

describe("whether a subscription gives access", () => {
    const answer = (changes: Hash, options: AccessOptions = {}, isTruncated = false) =>
        givesAccess({ object: "subscription", status: "active", ...changes }, isTruncated, options);
    const items = (...data: Hash[]) => ({ items: { object: "list", data } });

    it("is a matter of its status: active and trialing do, the others on request or never", () => {
        const all: AccessOptions = { pastDue: true, incomplete: true };
        const statuses = ["active", "trialing", "past_due", "incomplete", "unpaid", "paused", "canceled"];

        expect(statuses.map((status) => answer({ status }))).to.deep.equal([
            "yes",
            "yes",
            "no",
            "no",
            "no",
            "no",
            "no",
        ]);
        expect(statuses.map((status) => answer({ status }, all))).to.deep.equal([
            "yes",
            "yes",
            "yes",
            "yes",
            "no",
            "no",
            "no",
        ]);
        expect(answer({ status: "past_due" }, { incomplete: true })).to.equal("no");
        expect(answer({ status: undefined })).to.deep.equal({ unknown: "it has no status" });
    });

    it("outlasts a pause of collection, unless that is asked for", () => {
        const paused = { pause_collection: { behavior: "void", resumes_at: null } };
        const options = { pausedCollection: false };

        expect(answer(paused)).to.equal("yes");
        expect(answer(paused, options)).to.equal("no");
        expect(answer({ pause_collection: null }, options)).to.equal("yes");
        expect(answer({}, options)).to.equal("yes");
        expect(answer({}, options, true)).to.deep.equal({
            unknown: "it was too large to keep whole, pause_collection included",
        });
    });

    it("is found by the price or the plan of an item, expanded or not, in any API version", () => {
        const gold = { priceId: "gold" };

        expect(answer(items({ price: { id: "silver" } }, { price: { id: "gold" } }), gold)).to.equal("yes");
        expect(answer(items({ price: "gold" }), gold)).to.equal("yes");
        expect(answer(items({ price: null, plan: { id: "gold" } }), gold)).to.equal("yes");
        expect(answer(items({ plan: "gold" }), gold)).to.equal("yes");
        expect(answer({ plan: { id: "gold" } }, gold)).to.equal("yes");
        expect(answer({ plan: { id: "silver" } }, gold)).to.equal("no");
        expect(answer({ ...items({ price: { id: "silver" } }), plan: null }, gold)).to.equal("no");
        expect(answer(items(), gold)).to.equal("no");
    });

    it("is found by the product of an item, expanded or not", () => {
        const pro = { productId: "prod_pro" };

        expect(answer(items({ price: { id: "gold", product: "prod_pro" } }), pro)).to.equal("yes");
        expect(answer(items({ price: { id: "gold", product: { id: "prod_pro" } } }), pro)).to.equal("yes");
        expect(answer(items({ plan: { id: "gold", product: "prod_pro" } }), pro)).to.equal("yes");
        expect(answer({ plan: { id: "gold", product: "prod_pro" } }, pro)).to.equal("yes");
        expect(answer(items({ price: { id: "gold", product: "prod_basic" } }), pro)).to.equal("no");
    });

    it("takes one item that is of both the price and the product", () => {
        const both = { priceId: "gold", productId: "prod_pro" };

        expect(answer(items({ price: { id: "gold", product: "prod_pro" } }), both)).to.equal("yes");
        expect(
            answer(
                items({ price: { id: "gold", product: "prod_a" } }, { price: { id: "tin", product: "prod_pro" } }),
                both,
            ),
        ).to.equal("no");
    });

    it("is unknown where the object does not hold what would tell", () => {
        const gold = { priceId: "gold" };
        const some = { object: "list", data: [{ price: { id: "silver" } }] };

        expect(answer({}, gold)).to.deep.equal({ unknown: "it lists no items" });
        expect(answer({ items: null, plan: null }, gold)).to.deep.equal({ unknown: "it lists no items" });
        expect(answer({ items: { ...some, has_more: true } }, gold)).to.deep.equal({
            unknown: "it lists 1 of its many items",
        });
        expect(answer({ items: { ...some, total_count: 14 } }, gold)).to.deep.equal({
            unknown: "it lists 1 of its 14 items",
        });
        expect(answer(items({ quantity: 1 }, null as unknown as Hash), gold)).to.deep.equal({
            unknown: "an item names no price",
        });
        expect(answer(items({ price: "gold" }), { productId: "prod_pro" })).to.deep.equal({
            unknown: "an item names no product",
        });
    });

    it("is known all the same where what the object holds settles it", () => {
        const more = { items: { object: "list", data: [{ price: { id: "gold" } }], has_more: true } };

        expect(answer(more, { priceId: "gold" })).to.equal("yes");
        expect(answer({ status: "canceled" }, { priceId: "gold" })).to.equal("no");
        expect(answer(more)).to.equal("yes");
        expect(
            answer({ pause_collection: { behavior: "void" } }, { priceId: "gold", pausedCollection: false }),
        ).to.equal("no");
    });
});
