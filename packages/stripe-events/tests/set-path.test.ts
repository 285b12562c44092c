import { expect } from "chai";

import { makeEvent } from "..";

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

    it("makes what a field that holds nothing may hold, and what comes next in a list", () => {
        const { object } = makeEvent("customer.subscription.created", {
            set: { "pending_update.any.thing": 1, "items.data.1.quantity": 2, "cancellation_details.reason": "x" },
        }).data;

        expect(object).to.have.nested.property("items.data[1].quantity", 2);
        expect(object).to.have.nested.property("cancellation_details.reason", "x");
    });

    it("says what is there instead of a name that is not", () => {
        const make = (path: string) => () => makeEvent("customer.subscription.created", { set: { [path]: 1 } });

        expect(make("nosuch.path")).to.throw(/data\.object has no "nosuch", but .*collection_method, .*status/);
        expect(make("cancellation_details.nosuch")).to.throw(
            'data.object.cancellation_details has no "nosuch", but comment, feedback, feedback_option, reason',
        );
        expect(make("data.previous_attributes.nosuch")).to.throw('data.previous_attributes has no "nosuch", but');
        expect(make("constructor.name")).to.throw('data.object has no "constructor"');
    });

    for (const [path, message] of [
        ["status.domain", 'data.object.status is "active"'],
        ["items.data.2.quantity", "data.object.items.data has 1, so the next is 1"],
        ["items.data.first", "is not a position in a list"],
        ["metadata..a", "is not a path"],
        ["__proto__.a", "is not a path"],
    ] as const) {
        it(`refuses ${path}`, () => {
            const make = () => makeEvent("customer.subscription.created", { set: { [path]: 1 } });

            expect(make).to.throw(message);
        });
    }
});
