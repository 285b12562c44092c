import { expect } from "chai";

import { readSubject } from "../../../handlers/billing/subject";
import { deliverInEveryOrder } from "./deliver";
import { type EventOptions, stripeEvent } from "./stripe-event";

type Hash = Record<string, unknown>;

const type = "entitlements.active_entitlement_summary.updated";
const data = (...keys: string[]) => keys.map((lookup_key) => ({ id: `ent_${lookup_key}`, lookup_key }));

function summary(list: Hash, changes: Hash = {}): Hash {
    return {
        object: "entitlements.active_entitlement_summary",
        customer: "cus_1",
        entitlements: { object: "list", has_more: false, url: "/v1/customer/cus_1/entitlements", ...list },
        livemode: false,
        ...changes,
    };
}

const updated = (list: Hash, options: EventOptions = {}) => stripeEvent(summary(list), { type, ...options });

describe("what a customer is entitled to", () => {
    it("is found by the customer, as the event's object has no id", () => {
        const subject = readSubject(updated({ data: data("a") }, { account: "acct_1", livemode: true }));

        expect(subject).to.include({
            account: "acct_1",
            objectId: "cus_1",
            kind: "entitlements.active_entitlement_summary",
            livemode: true,
        });
    });

    for (const [what, customer] of [
        ["no customer", undefined],
        ["a customer without an id", {}],
    ]) {
        it(`is ignored with ${what as string}`, () => {
            expect(readSubject(stripeEvent(summary({}, { customer }), { type }))).to.deep.equal({
                ignored: "the entitlements.active_entitlement_summary has no id",
            });
        });
    }

    it("is an item of the customer's, with the newest second's list", () => {
        const item = deliverInEveryOrder([
            updated({ data: data("a") }, { id: "evt_3", created: 999, previous: { entitlements: { data: [] } } }),
            updated({ data: [] }, { id: "evt_1", created: 1001, previous: { entitlements: { data: data("a") } } }),
            updated({ data: data("a", "b") }, { id: "evt_2", previous: { entitlements: { data: data("a") } } }),
        ]);

        expect(item).to.include({
            objectKey: "platform#entitlements.active_entitlement_summary#cus_1",
            customerId: "cus_1",
            customerKey: "platform#cus_1",
            eventId: "evt_1",
        });
        expect(item.object).to.deep.equal(summary({ data: [] }));
    });

    it("follows the changes of one second, whatever their ids", () => {
        const item = deliverInEveryOrder([
            updated({ data: data("a") }, { id: "evt_3", previous: { entitlements: { data: [] } } }),
            updated({ data: data("a", "b") }, { id: "evt_1", previous: { entitlements: { data: data("a") } } }),
            updated({ data: data("b") }, { id: "evt_2", previous: { entitlements: { data: data("a", "b") } } }),
        ]);

        expect(item).to.include({ eventId: "evt_2" }).and.not.have.property("ambiguous");
    });

    it("follows a list that grows beyond ten and comes back, within one second", () => {
        const ten = data(..."abcdefghij");
        const item = deliverInEveryOrder([
            updated({ data: ten }, { id: "evt_9", previous: { entitlements: { data: ten.slice(0, 9) } } }),
            updated({ data: ten, has_more: true }, { id: "evt_1", previous: { entitlements: { has_more: false } } }),
            updated({ data: data("k") }, { id: "evt_5", previous: { entitlements: { data: ten, has_more: true } } }),
        ]);

        expect(item).to.include({ eventId: "evt_5" }).and.not.have.property("ambiguous");
    });
});
