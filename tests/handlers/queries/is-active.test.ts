import { expect } from "chai";
import type Stripe from "stripe";

import { isActive, isStateCannotTell, type Stored } from "../../../handlers/queries";

const stored = (object: object, changes: object = {}) =>
    ({ objectId: "sub_1", deleted: false, object, ...changes }) as Stored<Stripe.Subscription>;

describe("isActive", () => {
    for (const [what, expected, subscription] of [
        ["an active one", true, stored({ status: "active" })],
        ["one in its trial", true, stored({ status: "trialing" })],
        ["a canceled one", false, stored({ status: "canceled" })],
        ["one that was not there yet", false, undefined],
        [
            "one that Stripe no longer has, whatever its last status",
            false,
            stored({ status: "active" }, { deleted: true }),
        ],
    ] as const) {
        it(`says ${expected} of ${what}`, () => {
            expect(isActive(subscription)).to.equal(expected);
        });
    }

    it("takes the options of hasActiveSubscription", () => {
        expect(isActive(stored({ status: "past_due" }))).to.equal(false);
        expect(isActive(stored({ status: "past_due" }), { pastDue: true })).to.equal(true);
    });

    it("takes what an object does not tell neither for yes nor for no", () => {
        const items = { data: [], has_more: true };
        const ask = () => isActive(stored({ status: "active", items }), { priceId: "price_1" });

        expect(ask).to.throw("the state cannot tell whether sub_1 is active").that.satisfies(isStateCannotTell);
    });
});
