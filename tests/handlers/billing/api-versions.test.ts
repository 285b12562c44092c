import { expect } from "chai";
import { decide } from "../../../handlers/billing/decide";
import { deliverInEveryOrder } from "./deliver";
import { stripeEvent, subscription, type EventOptions } from "./stripe-event";

type Hash = Record<string, unknown>;

const updated = (changes: Hash, options: EventOptions) => stripeEvent(subscription(changes), options);

describe("two API versions in one second", () => {
    const v1 = { apiVersion: "2020-08-27" };
    const v2 = { apiVersion: "2025-03-31.basil" };

    it("are compared by the plain members that both have", () => {
        const item = deliverInEveryOrder([
            updated({ status: "past_due", plan: { id: "p" } }, { ...v1, id: "evt_1", previous: { status: "active" } }),
            updated({ status: "active", parts: [1] }, { ...v2, id: "evt_2", previous: { status: "trialing" } }),
        ]);

        expect(item).to.include({ status: "past_due" }).and.not.have.property("ambiguous");
    });

    it("are two renderings of one state when they agree: the later version is kept", () => {
        const item = deliverInEveryOrder([
            updated({ current_period_end: 5 }, { ...v1, id: "evt_9" }),
            updated({ parts: [1] }, { ...v2, id: "evt_1" }),
        ]);

        expect(item).to.include({ eventId: "evt_1" }).and.not.have.property("ambiguous");
    });

    it("leave it open when they do not agree: the later version is taken, and the item says so", () => {
        const item = deliverInEveryOrder([
            updated({ status: "past_due" }, { ...v1, id: "evt_9" }),
            updated({ status: "unpaid" }, { ...v2, id: "evt_1" }),
        ]);

        expect(item).to.include({ eventId: "evt_1", ambiguous: true });
    });

    it("can be of one event, which two endpoints sent: the later version is kept", () => {
        const item = deliverInEveryOrder([updated({ a: 1 }, v2), updated({ b: 2 }, v1)]);

        expect(item.object).to.include({ a: 1 });
        expect(item).to.not.have.property("ambiguous");
        expect(decide(item, updated({ b: 2 }, v1)).outcome).to.equal("duplicate");
    });
});
