import { expect } from "chai";

import { eventTypes } from "stripe-events";
import { didYouMean } from "../../cli/did-you-mean";

describe("didYouMean", () => {
    for (const [word, meant] of [
        ["invoice.payed", "invoice.paid"],
        ["custmer.subscription.created", "customer.subscription.created"],
        ["Charge.Refunded", "charge.refunded"],
        ["checkout.session.complete", "checkout.session.completed"],
        ["subscription.paused", "customer.subscription.paused"],
    ] as const) {
        it(`takes ${word} for ${meant}`, () => {
            expect(didYouMean(word, eventTypes)[0]).to.equal(meant);
        });
    }

    it("suggests nothing for what is like nothing", () => {
        expect(didYouMean("xyzzy", eventTypes)).to.deep.equal([]);
    });
});
