import { expect } from "chai";

import { changeObject } from "../../../cli/trigger/change-object";
import type { ShownItem } from "../../../cli/trigger/stack-client";

describe("changeObject", () => {
    const makeItem = (object: Record<string, unknown>, changes: Partial<ShownItem> = {}): ShownItem => ({
        objectKey: `platform#${String(object.object)}#${String(object.id)}`,
        account: "platform",
        objectId: String(object.id),
        kind: String(object.object),
        livemode: false,
        deleted: false,
        object,
        eventId: "evt_1",
        eventType: "x",
        eventCreated: 1000,
        version: 1,
        ...changes,
    });
    const subscription = {
        id: "sub_1",
        object: "subscription",
        status: "active",
        cancel_at_period_end: false,
        metadata: {},
    };

    it("makes the next event: what is set, and what it was", () => {
        const event = changeObject(makeItem(subscription), { set: { status: "past_due" }, now: 2000 });

        expect(event).to.deep.include({
            type: "customer.subscription.updated",
            created: 2000,
            data: {
                object: { ...subscription, status: "past_due" },
                previous_attributes: { status: "active" },
            },
        });
        expect(event.id).to.match(/^evt_/);
    });

    it("is later than the event that wrote the state, whatever the clock says, and in its account and mode", () => {
        const item = makeItem(subscription, { account: "acct_1", livemode: true });

        const event = changeObject(item, { now: 900 });

        expect(event).to.include({ created: 1001, account: "acct_1", livemode: true });
    });

    for (const [kind, object, type, previous] of [
        ["subscription", subscription, "customer.subscription.updated", { cancel_at_period_end: false }],
        ["price", { id: "price_1", object: "price", active: true }, "price.updated", { active: true }],
        [
            "customer",
            { id: "cus_1", object: "customer", metadata: { plan: "pro" } },
            "customer.updated",
            { metadata: { changed: null } },
        ],
        [
            "dispute",
            { id: "dp_1", object: "dispute", metadata: {} },
            "charge.dispute.updated",
            { metadata: { changed: null } },
        ],
    ] as const) {
        it(`chooses a likely change of a ${kind}`, () => {
            const event = changeObject(makeItem({ ...object }), { now: 2000 });

            expect(event.type).to.equal(type);
            expect(event.data.previous_attributes).to.deep.equal(previous);
        });
    }

    it("refuses what changes nothing, what is deleted, a path that leads nowhere, and a kind without such an event", () => {
        const item = makeItem(subscription);

        expect(() => changeObject(item, { set: { status: "active" }, now: 1 })).to.throw(
            "--set changes nothing: sub_1",
        );
        expect(() => changeObject({ ...item, deleted: true }, { now: 1 })).to.throw("sub_1 is deleted");
        expect(() => changeObject(item, { set: { statsu: "x" }, now: 1 })).to.throw("--set: ");
        expect(() => changeObject(makeItem({ id: "pi_1", object: "payment_intent" }), { now: 1 })).to.throw(
            "Stripe has no event for any change of a payment_intent",
        );
    });
});
