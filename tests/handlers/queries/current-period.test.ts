import { expect } from "chai";
import type Stripe from "stripe";

import { makeEvent } from "stripe-events";
import { currentPeriod, currentPeriodEnd } from "../../../handlers/queries";

describe("a subscription's current period", () => {
    const of = (subscription: object) => currentPeriod(subscription as Stripe.Subscription);
    const item = (start: number, end: number) => ({ current_period_start: start, current_period_end: end });

    it("is its own in API versions before 2025-03-31.basil", () => {
        const subscription = { ...item(100, 200), items: { data: [{ id: "si_1" }], has_more: true } };

        expect(of(subscription)).to.deep.equal({ start: 100, end: 200 });
    });

    it("is that of its items since then, the one that ends last", () => {
        expect(of({ items: { data: [item(100, 200)] } })).to.deep.equal({ start: 100, end: 200 });
        expect(of({ items: { data: [item(100, 200), item(50, 400), item(10, 300)] } })).to.deep.equal({
            start: 50,
            end: 400,
        });
    });

    it("is not known where an item, or its period, is missing", () => {
        expect(of({})).to.equal(undefined);
        expect(of({ items: { data: [] } })).to.equal(undefined);
        expect(of({ items: { data: [item(100, 200)], has_more: true } })).to.equal(undefined);
        expect(of({ items: { data: [item(100, 200), { id: "si_2" }] } })).to.equal(undefined);
    });

    it("ends when an event's subscription says", () => {
        const subscription = makeEvent("customer.subscription.created").data.object as unknown as Stripe.Subscription;

        expect(currentPeriodEnd(subscription)).to.equal(subscription.items.data[0]?.current_period_end);
        expect(currentPeriodEnd(subscription)).to.be.greaterThan(subscription.created);
    });
});
