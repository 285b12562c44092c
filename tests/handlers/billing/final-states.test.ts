import { expect } from "chai";
import { decide } from "../../../handlers/billing/decide";
import { deliver, deliverInEveryOrder } from "./deliver";
import { customer, stripeEvent, subscription, type EventOptions } from "./stripe-event";

type Hash = Record<string, unknown>;

const updated = (changes: Hash, options: EventOptions) => stripeEvent(subscription(changes), options);
const deletedType = { type: "customer.subscription.deleted" };

describe("a tombstone", () => {
    const gone = stripeEvent(customer(), { id: "evt_2", type: "customer.deleted", created: 1000 });

    it("is final, whatever the second of what comes after it", () => {
        const item = deliverInEveryOrder([
            gone,
            stripeEvent(customer({ email: "b@example.com" }), { type: "customer.updated", created: 2000 }),
            stripeEvent(customer(), { id: "evt_3", type: "customer.created", created: 999 }),
        ]);

        expect(item).to.include({ deleted: true, status: "deleted", eventId: "evt_2", customerId: "cus_1" });
        expect(decide(item, stripeEvent(customer(), { id: "evt_4", created: 3000 }))).to.deep.equal({
            outcome: "stale",
            reason: "the object has ended: customer.deleted evt_2 is final",
        });
    });

    it("is the greatest of several", () => {
        const again = stripeEvent(customer(), { id: "evt_1", type: "customer.deleted", created: 1001 });
        const third = stripeEvent(customer({ email: null }), {
            id: "evt_3",
            type: "customer.deleted",
            created: 1000,
        });

        const item = deliverInEveryOrder([gone, again, third]);

        expect(item).to.include({ eventId: "evt_1" }).and.not.have.property("ambiguous");
    });

    it("is also an object that says it is deleted", () => {
        expect(deliver([stripeEvent({ id: "di_1", object: "discount", deleted: true })]).deleted).to.equal(true);
    });

    it("keeps the customer that its object no longer names", () => {
        const taxId = { id: "txi_1", object: "tax_id" };
        const item = deliverInEveryOrder([
            stripeEvent({ ...taxId, customer: "cus_1" }, { type: "customer.tax_id.created", created: 1000 }),
            stripeEvent({ ...taxId, customer: "cus_2" }, { id: "evt_2", created: 1001 }),
            stripeEvent({ ...taxId, customer: null }, { id: "evt_3", created: 1002 }),
            stripeEvent(taxId, { id: "evt_4", type: "customer.tax_id.deleted", created: 1003 }),
        ]);

        expect(item).to.include({ customerId: "cus_2", customerKey: "platform#cus_2", deleted: true });
    });

    it("does not outlive a new object under an id that its owner chose again", () => {
        const coupon = (created: number) => ({ id: "WELCOME", object: "coupon", created, valid: true });
        const deleted = stripeEvent(coupon(900), { id: "evt_2", type: "coupon.deleted", created: 1000 });
        const late = stripeEvent(coupon(900), { id: "evt_4", type: "coupon.updated", created: 1000 });
        const reborn = stripeEvent(coupon(1000), { id: "evt_3", type: "coupon.created", created: 1000 });

        expect(deliverInEveryOrder([deleted, late]).deleted).to.equal(true);
        expect(deliverInEveryOrder([deleted, reborn, late])).to.include({ deleted: false, eventId: "evt_3" });
    });
});

describe("a cancelled subscription", () => {
    const cancelled = updated({ status: "canceled" }, { ...deletedType, id: "evt_2", created: 1000 });

    it("is not a tombstone", () => {
        expect(deliver([cancelled])).to.include({ deleted: false, status: "canceled" });
    });

    it("stays cancelled, whatever a newer event claims", () => {
        const item = deliverInEveryOrder([
            cancelled,
            updated({ status: "active" }, { id: "evt_3", created: 1001 }),
            updated({ status: "past_due" }, { id: "evt_1", created: 1000 }),
        ]);

        expect(item).to.include({ status: "canceled", eventId: "evt_2" });
    });

    it("takes a later update of its metadata, also within the second of its end, there and back", () => {
        const edit = (before: string, after: string, id: string) =>
            updated({ status: "canceled", metadata: { a: after } }, { id, previous: { metadata: { a: before } } });
        const end = updated({ status: "canceled", metadata: { a: "1" } }, { ...deletedType, id: "evt_9" });

        const item = deliverInEveryOrder([end, edit("1", "2", "evt_4"), edit("2", "3", "evt_3")]);
        const back = deliverInEveryOrder([end, edit("1", "2", "evt_4"), edit("2", "1", "evt_3")]);

        expect(item.object).to.deep.include({ status: "canceled", metadata: { a: "3" } });
        expect(back.object).to.deep.include({ metadata: { a: "1" } });
        expect(back).to.not.have.property("ambiguous");
    });

    it("does not cascade from its customer: Stripe cancels it by events of its own", () => {
        const gone = stripeEvent(customer(), { type: "customer.deleted", created: 2000 });
        const item = deliver([updated({}, {})]);

        expect(() => decide(item, gone)).to.throw("belongs to platform#customer#cus_1");
    });
});
