import { expect } from "chai";

import { loadRule } from "../../bench/convergence/ablation";
import { decide } from "../../handlers/billing/decide";
import type { BillingItem } from "../../handlers/billing/item";

const event = (type: string, id: string, created: number, object: object) => ({
    id,
    object: "event",
    type,
    created,
    data: { object: { id: "cus_1", object: "customer", created: 1, ...object } },
});
const updated = (id: string, email: string, previous: string) => {
    const { data, ...rest } = event("customer.updated", id, 2, { email });
    return { ...rest, data: { ...data, previous_attributes: { email: previous } } };
};

function follow(rule: typeof decide, events: readonly object[]): BillingItem | undefined {
    return events.reduce<BillingItem | undefined>((item, one) => rule(item, one).next ?? item, undefined);
}

describe("the rule with a part switched off", () => {
    const oneSecond = [updated("evt_2", "b@x.org", "a@x.org"), updated("evt_1", "c@x.org", "b@x.org")];

    it("does not know which change came last without the walk, and says so", () => {
        expect(follow(decide, oneSecond)).to.include({ eventId: "evt_1" }).and.not.have.property("ambiguous");
        expect(follow(loadRule("walk"), oneSecond)).to.include({ eventId: "evt_2", ambiguous: true });
    });

    it("brings a deleted customer back without eras", () => {
        const events = [event("customer.deleted", "evt_1", 1, {}), event("customer.updated", "evt_2", 2, {})];

        expect(follow(decide, events)?.deleted).to.equal(true);
        expect(follow(loadRule("eras"), events)?.deleted).to.equal(false);
    });

    it("leaves the rule itself as it is", () => {
        const before = follow(decide, oneSecond);
        loadRule("walk");

        expect(follow(decide, oneSecond)).to.deep.equal(before);
    });
});
