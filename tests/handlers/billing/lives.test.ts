import { expect } from "chai";
import { decide } from "../../../handlers/billing/decide";
import { deliver, deliverInEveryOrder } from "./deliver";
import { stripeEvent } from "./stripe-event";

type Hash = Record<string, unknown>;

/** Ids that their owners chose, by kind. */
const chosen: [kind: string, id: string][] = [
    ["coupon", "WELCOME10"],
    ["customer", "acme"],
    ["customer", "cus_acme"],
    ["plan", "gold_monthly"],
    ["price", "gold-monthly"],
    ["product", "prod_basic"],
    ["sku", "T-shirt, blue"],
    ["something_of_tomorrow", "first"],
];

describe("an id that its owner chose", () => {
    for (const [kind, id] of chosen) {
        const event = (what: string, eventId: string, created: number, object: Hash) =>
            stripeEvent({ id, object: kind, ...object }, { id: eventId, type: `${kind}.${what}`, created });
        const former = [
            event("created", "evt_5", 1000, { created: 1000, n: 1 }),
            event("updated", "evt_6", 1500, { created: 1000, n: 2 }),
        ];
        const deleted = event("deleted", "evt_7", 2000, { created: 1000, n: 2 });
        const later = [
            event("created", "evt_3", 3000, { created: 3000, n: 3 }),
            event("updated", "evt_2", 3001, { created: 3000, n: 4 }),
        ];

        it(`is a tombstone once its ${kind} is deleted, and alive once the ${kind} is made anew, in every order: ${id}`, () => {
            const gone = deliverInEveryOrder([...former, deleted]);
            const alive = deliverInEveryOrder([...former, deleted, ...later]);

            expect(gone).to.include({ deleted: true, status: "deleted", eventId: "evt_7" });
            expect(alive).to.include({ deleted: false, eventId: "evt_2" }).and.not.have.property("ambiguous");
            expect(alive.object).to.include({ n: 4 });
        });

        it(`lives on when its ${kind} is made anew in the second of the deletion: ${id}`, () => {
            const reborn = event("created", "evt_1", 2000, { created: 2000, n: 3 });

            expect(deliverInEveryOrder([...former, deleted, reborn])).to.include({ deleted: false, eventId: "evt_1" });
        });

        it(`is a tombstone by a deletion that shows no more than the id: ${id}`, () => {
            const stub = event("deleted", "evt_7", 2000, { deleted: true });

            expect(deliverInEveryOrder([...former, stub])).to.include({ deleted: true, eventId: "evt_7" });
            expect(deliverInEveryOrder([...former, stub, ...later])).to.include({ deleted: false, eventId: "evt_2" });
        });

        it(`is told of late events of the former ${kind} that they are stale: ${id}`, () => {
            const item = deliver([deleted, ...later]);

            expect(decide(item, former[1])).to.deep.equal({
                outcome: "stale",
                reason: `the id was used again: ${kind}.updated evt_2 is about a newer object`,
            });
            expect(decide(deliver([deleted]), former[1])).to.deep.equal({
                outcome: "stale",
                reason: `the object has ended: ${kind}.deleted evt_7 is final`,
            });
        });
    }

    it("has the life of its second where no event says when its object was created", () => {
        const event = (what: string, eventId: string, created: number) =>
            stripeEvent({ id: "acme", object: "customer" }, { id: eventId, type: `customer.${what}`, created });
        const ended = [event("updated", "evt_3", 1000), event("deleted", "evt_2", 2000)];

        expect(deliverInEveryOrder(ended)).to.include({ deleted: true });
        expect(deliverInEveryOrder([...ended, event("updated", "evt_1", 2001)])).to.include({ deleted: false });
    });
});

describe("an id of Stripe's own", () => {
    it("has one life: nothing that is created under it undoes its deletion", () => {
        const invoice = { id: "in_1MtHbELkdIwHu7ixl4OzzPMv", object: "invoice" };
        const item = deliverInEveryOrder([
            stripeEvent({ ...invoice, created: 1000 }, { id: "evt_1", type: "invoice.deleted", created: 2000 }),
            stripeEvent({ ...invoice, created: 3000 }, { id: "evt_2", type: "invoice.updated", created: 3000 }),
        ]);

        expect(item).to.include({ deleted: true, eventId: "evt_1" });
    });
});
