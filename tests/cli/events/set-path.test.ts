import { expect } from "chai";

import { makeEvent } from "../../../cli/events";

describe("what makeEvent sets", () => {
    it("is within the object, unless the path starts with one of the event's own fields", () => {
        const { id, created, data } = makeEvent("product.updated", {
            set: { name: "Gold", type: "plan.odd", id: "evt_1", created: 5, "data.object.id": "prod_1" },
        });

        expect({ id, created }).to.deep.equal({ id: "evt_1", created: 5 });
        expect(data.object).to.include({ id: "prod_1", name: "Gold", type: "service" });
    });

    it("makes what is missing on the way", () => {
        const { data } = makeEvent("customer.created", {
            set: { "metadata.plan.tier": 2, "data.previous_attributes.email": null },
        });

        expect(data.object.metadata).to.deep.equal({ plan: { tier: 2 } });
        expect(data.previous_attributes).to.deep.equal({ email: null });
    });

    it("changes an id wherever it stands", () => {
        const { object } = makeEvent("customer.subscription.created", { set: { "data.object.id": "sub_mine" } }).data;

        expect(object.items.url).to.equal("/v1/subscription_items?subscription=sub_mine");
        expect(object.items.data[0]?.subscription).to.equal("sub_mine");
    });

    it("leaves the events made later as they are", () => {
        const set = { "address.city": "Lyon" };

        expect(makeEvent("customer.created", { set }).data.object).to.have.nested.property("address.city", "Lyon");
        expect(makeEvent("customer.created").data.object).to.have.nested.property("address.city", "San Francisco");
    });

    for (const [path, message] of [
        ["email.domain", "data.object.email is"],
        ["items.data.first", "is not a position in a list"],
        ["metadata..a", "is not a path"],
        ["__proto__.a", "is not a path"],
    ] as const) {
        it(`refuses ${path}`, () => {
            const make = () => makeEvent("customer.subscription.created", { set: { email: "a@b", [path]: 1 } });

            expect(make).to.throw(message);
        });
    }
});
