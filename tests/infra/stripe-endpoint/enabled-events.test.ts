import { expect } from "chai";

import { enabledEvents } from "../../../infra/stripe-endpoint/enabled-events";
import { allEventTypes } from "../../../infra/selectors/event-types";

describe("The events that Stripe is told to send", () => {
    it("are exactly those that the subscriptions select, once each and in order", () => {
        expect(enabledEvents(["invoice.payment_failed", "charge.dispute.*", "charge.dispute.closed"])).to.deep.equal([
            "charge.dispute.closed",
            "charge.dispute.created",
            "charge.dispute.funds_reinstated",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.updated",
            "invoice.payment_failed",
        ]);
    });

    it("are spelled out for *, but for the one type that Stripe takes an answer for", () => {
        const asked = "issuing_authorization.request";

        expect(enabledEvents(["*", "invoice.paid"])).to.deep.equal(
            allEventTypes.filter((type) => type !== asked).sort(),
        );
    });

    it("are none of the thin ones, which an endpoint of API v1 is not sent", () => {
        expect(enabledEvents(["v1.*", "v1.invoice.paid", "invoice.paid", "v2.core.account.*"])).to.deep.equal([
            "invoice.paid",
        ]);
    });

    it("have that type where a subscription names it, or its group", () => {
        expect(enabledEvents(["*", "issuing_authorization.request"])).to.deep.equal([...allEventTypes].sort());
        expect(enabledEvents(["issuing_authorization.*"])).to.include("issuing_authorization.request");
    });
});
