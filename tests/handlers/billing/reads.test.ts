import { expect } from "chai";
import fc from "fast-check";
import { kinds, makeLife, seededChooser } from "stripe-events";
import { canonicalJson } from "../../../handlers/billing/canonical";
import { decide } from "../../../handlers/billing/decide";
import type { BillingItem } from "../../../handlers/billing/item";
import { makeAbsenceEvent, makeReadEvent } from "../../../handlers/billing/read";
import { countStoredBytes } from "../../../handlers/billing/storable-json";
import { fromStoredItem, toStoredItem } from "../../../handlers/billing/stored-item";
import { deliver, deliverInEveryOrder, serialize, shuffled } from "./deliver";
import { customer, stripeEvent, subscription } from "./stripe-event";

function read(object: Record<string, unknown>, readAt: number) {
    const named = object as { id: string; object: string };
    return makeReadEvent({
        account: "platform",
        object: named,
        readAt,
        livemode: false,
        apiVersion: "2026-08-26.dahlia",
    });
}

describe("a read of Stripe's API", () => {
    it("makes the item of an object that no event told of", () => {
        const { next, outcome, reason } = decide(undefined, read(subscription({ status: "active" }), 1000));

        expect(next).to.include({ objectKey: "platform#subscription#sub_1", status: "active", customerId: "cus_1" });
        expect(next).to.include({
            eventId: "read_subscription_sub_1_1000",
            eventType: "sync.read",
            eventCreated: 1000,
            deleted: false,
        });
        expect({ outcome, reason }).to.deep.equal({
            outcome: "applied",
            reason: "read from Stripe, and no event came before",
        });
    });

    it("wins over events of earlier seconds, which are stale against it, whichever comes first", () => {
        const late = stripeEvent(subscription({ status: "past_due" }), { id: "evt_1", created: 999 });

        const item = deliverInEveryOrder([late, read(subscription({ status: "active" }), 1000)]);

        expect(item.status).to.equal("active");
        expect(decide(item, stripeEvent(subscription(), { id: "evt_2", created: 998 }))).to.deep.include({
            outcome: "stale",
            reason: "the read from Stripe at 1970-01-01T00:16:40.000Z is from a newer second",
        });
    });

    it("loses to events of its second and of later ones", () => {
        for (const created of [1000, 1001]) {
            const event = stripeEvent(subscription({ status: "past_due" }), { id: "evt_1", created });

            const item = deliverInEveryOrder([event, read(subscription({ status: "active" }), 1000)]);

            expect(item).to.include({ status: "past_due", eventId: "evt_1" });
        }
    });

    it("leaves what has ended as it is, and gives way to what ends later", () => {
        const end = stripeEvent(subscription({ status: "canceled" }), {
            id: "evt_1",
            type: "customer.subscription.deleted",
            created: 999,
        });

        const item = deliverInEveryOrder([end, read(subscription({ status: "active" }), 1000)]);

        expect(item).to.include({ status: "canceled", eventId: "evt_1" });
    });

    it("that finds nothing makes a tombstone of any kind of object, which keeps what was last seen", () => {
        const before = deliver([stripeEvent(subscription({ status: "active" }), { created: 999 })]);

        const { next } = decide(before, makeAbsenceEvent(before, 1000));

        expect(next).to.include({ deleted: true, status: "deleted", customerId: "cus_1" });
        expect(next?.object).to.include({ id: "sub_1", customer: "cus_1", deleted: true });
    });

    it("that finds nothing gives way to the event that tells of the deletion, whichever is later", () => {
        const updated = stripeEvent(customer({ created: 1 }), { id: "evt_1", type: "customer.updated", created: 990 });
        const deleted = stripeEvent(customer({ created: 1, email: "last@example.com" }), {
            id: "evt_2",
            type: "customer.deleted",
            created: 995,
        });

        const item = deliverInEveryOrder([updated, deleted, makeAbsenceEvent(deliver([updated]), 1000)]);

        expect(item).to.include({ deleted: true, eventId: "evt_2" });
    });

    it("that finds nothing gives way to a later event or read that shows the object: Stripe may have erred", () => {
        const before = deliver([stripeEvent(customer({ created: 1 }), { type: "customer.updated", created: 990 })]);
        const absence = makeAbsenceEvent(before, 1000);

        for (const later of [
            read(customer({ created: 1 }), 1001),
            stripeEvent(customer({ created: 1 }), { id: "evt_2", type: "customer.updated", created: 1000 }),
        ]) {
            expect(deliverInEveryOrder([absence, later])).to.include({ deleted: false });
        }
    });

    it("is remembered in the table, and rebuilt without a memory", () => {
        const item = deliver([read(subscription({ status: "active" }), 1000)]);
        const { memory: _, ...withoutMemory } = toStoredItem(item);

        for (const kept of [fromStoredItem(toStoredItem(item)), fromStoredItem(withoutMemory)]) {
            expect(decide(kept, stripeEvent(subscription(), { created: 999 })).outcome).to.equal("stale");
            expect(decide(kept, stripeEvent(subscription(), { created: 1001 })).outcome).to.equal("applied");
        }
    });

    it("of an object larger than an item can hold is kept in part, beside events that are as large", () => {
        const large = (name: string) => subscription({ note: name.repeat(500_000) });
        const event = stripeEvent(large("a"), { id: "evt_1", created: 999, previous: { note: "x".repeat(30_000) } });

        const item = deliverInEveryOrder([event, read(large("b"), 1000), read(large("c"), 1001)]);

        expect(item).to.include({ truncated: true, eventId: "read_subscription_sub_1_1001", status: "active" });
        expect(countStoredBytes(toStoredItem(item))).to.be.below(400 * 1024);
    });

    for (const kind of kinds) {
        it(`of a ${kind}'s life, at its end, makes the item the truth whatever events were missed`, () => {
            const seeds = fc.nat({ max: 999_999 });
            const property = fc.property(seeds, (seed) => {
                const choose = seededChooser(seed);
                const life = makeLife(kind, choose);
                const kept = shuffled(life.events, choose).slice(0, choose(life.events.length + 1));
                const end = Math.max(...life.events.map(({ created }) => created)) + 1;
                const before: BillingItem | undefined = kept.length === 0 ? undefined : deliver(kept);
                const last = life.truth.deleted
                    ? before && makeAbsenceEvent(before, end)
                    : read(life.truth.object, end);
                if (last === undefined) {
                    return;
                }

                const item = deliver([...kept, last]);

                expect(item.deleted).to.equal(life.truth.deleted);
                expect(item.ambiguous).to.equal(undefined);
                if (!life.truth.deleted) {
                    expect(canonicalJson(item.object)).to.equal(canonicalJson(life.truth.object));
                }
                expect(serialize(deliver(shuffled([...kept, last, last], choose)))).to.equal(serialize(item));
                expect(deliver([...kept, last, ...shuffled(life.events, choose)]).deleted).to.equal(life.truth.deleted);
            });

            fc.assert(property, { seed: 7, numRuns: 60, endOnFailure: true });
        });

        it(`of a ${kind}, at any moment of its life, never makes the item wrong without its saying so`, () => {
            const property = fc.property(fc.nat({ max: 999_999 }), (seed) => {
                const choose = seededChooser(seed);
                const life = makeLife(kind, choose);
                const alive = life.events.filter(({ type }) => kind === "subscription" || !type.endsWith(".deleted"));
                // It shows what an event led to, and the request began before the next one, or any time earlier.
                const reads = Array.from({ length: 3 }, () => {
                    const place = choose(alive.length);
                    const next = life.events[life.events.indexOf(alive[place] as never) + 1]?.created ?? 2 ** 40;
                    const shown = alive[place]?.data.object as Record<string, unknown>;
                    return read(shown, Math.min(next, (alive[place]?.created ?? 0) + 2) - choose(4));
                });
                const all = [...life.events, ...reads];

                const item = deliver(shuffled(all, choose));

                expect(serialize(deliver(shuffled(all, choose)))).to.equal(serialize(item));
                if (!item.ambiguous) {
                    expect(item.deleted).to.equal(life.truth.deleted);
                    expect(canonicalJson(item.object)).to.equal(canonicalJson(life.truth.object));
                }
            });

            fc.assert(property, { seed: 7, numRuns: 200, endOnFailure: true });
        });
    }
});
