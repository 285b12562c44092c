import { expect } from "chai";

import type { Hash } from "../../../handlers/billing/canonical";
import { isWanted, type ItemChange, type ItemFilter, readChange } from "../../../handlers/billing/change";
import { decide } from "../../../handlers/billing/decide";
import type { BillingItem } from "../../../handlers/billing/item";
import { toStoredItem } from "../../../handlers/billing/stored-item";
import { customer, stripeEvent, subscription } from "./stripe-event";

function makeItem(object: Hash, second = 1000, type = "customer.subscription.updated"): BillingItem {
    const event = stripeEvent(object, { id: `evt_${second}`, type, created: second });
    return decide(undefined, event).next as BillingItem;
}

const write = (reason: string) => [{ id: "evt_1", type: "x", outcome: "applied" as const, reason, at: 0 }];

describe("readChange", () => {
    const active = makeItem(subscription());
    const ended = { ...makeItem(subscription({ status: "canceled" }), 1001), version: 2 };

    it("tells what was and what is, without what only the recorder reads", () => {
        const change = readChange(toStoredItem(active), toStoredItem(ended, write("newer")));

        expect(change?.before).to.include({ status: "active", version: 1, customerId: "cus_1" });
        expect(change?.after).to.include({ status: "canceled", version: 2, eventId: "evt_1001" });
        expect(change?.after.object).to.deep.equal(ended.object);
        expect(change?.after).to.not.have.any.keys("memory", "journal");
        expect(change?.cause).to.equal("event");
    });

    it("tells an object's first state as a change from nothing", () => {
        expect(readChange(undefined, toStoredItem(active))).to.not.have.property("before");
    });

    for (const [what, next] of Object.entries({
        "its version, memory and journal": { ...active, version: 2, memory: { seconds: [] } },
        "which event it is of": { ...active, version: 2, eventId: "evt_9", eventType: "x", eventCreated: 2000 },
        "whether it is ambiguous": { ...active, version: 2, ambiguous: true as const },
    })) {
        it(`tells nothing where only ${what} differs`, () => {
            expect(readChange(toStoredItem(active), toStoredItem(next, write("stale")))).to.equal(undefined);
        });
    }

    for (const [what, next] of Object.entries({
        object: { ...active, object: { ...active.object, metadata: { plan: "pro" } } },
        status: { ...active, status: "deleted" },
        deleted: { ...active, deleted: true },
        customerId: { ...active, customerId: "cus_2" },
        livemode: { ...active, livemode: true },
        truncated: { ...active, truncated: true as const },
    })) {
        it(`tells of a change of ${what}`, () => {
            expect(readChange(toStoredItem(active), toStoredItem(next))).to.not.equal(undefined);
        });
    }

    it("gives values that DynamoDB cannot hold as they were", () => {
        const metadata = { constructor: "x", big: 2 ** 60 };
        const item = makeItem(customer({ metadata }), 1000, "customer.updated");

        expect(readChange(undefined, toStoredItem(item))?.after.object.metadata).to.deep.equal(metadata);
    });

    for (const [because, cause] of Object.entries({
        "backfill by me": "backfill",
        "repair by me: asked for": "repair",
    })) {
        for (const isText of [true, false]) {
            it(`says ${cause} of a read of Stripe's API, as the item's last write does${isText ? "" : ", in bytes"}`, () => {
                const read = { ...active, eventType: "sync.read" };
                const stored = toStoredItem(read, [
                    ...write("newer"),
                    ...write(`the object's first event; ${because}`),
                ]);
                const memory = Buffer.from(stored.memory as Uint8Array);
                // Lambda gives binary attributes in base64.
                const given = isText ? { ...stored, memory: memory.toString("base64") } : stored;

                expect(readChange(undefined, given)?.cause).to.equal(cause);
            });
        }
    }

    for (const missing of ["version", "object"]) {
        it(`refuses an item without its ${missing}, naming it`, () => {
            const { [missing]: _missing, ...stored } = toStoredItem(active);

            expect(() => readChange(undefined, stored)).to.throw(
                "the item platform#subscription#sub_1 lacks its version or its object: was it written by hand?",
            );
        });
    }
});

describe("isWanted", () => {
    const change = (before: Hash | undefined, after: Hash): ItemChange => {
        const [former, next] = [before, after].map((one) => one && makeItem(subscription(one)));
        return { ...(former && { before: former }), after: next as BillingItem, cause: "event" };
    };
    const cases: [string, boolean, ItemFilter, Hash | undefined, Hash][] = [
        ["any change, without a filter", true, {}, { status: "active" }, { status: "active", n: 1 }],
        ["what came to have the status", true, { status: ["past_due"] }, {}, { status: "past_due" }],
        ["what has the status first of all", true, { status: ["past_due"] }, undefined, { status: "past_due" }],
        ["what had it and still has", false, { status: ["past_due"] }, { status: "past_due" }, { status: "past_due" }],
        ["what goes from one to the other", true, { status: ["a", "b"] }, { status: "a" }, { status: "b" }],
        ["what came to have another status", false, { status: ["past_due"] }, {}, { status: "unpaid" }],
        ["a field that changed", true, { changed: ["n"] }, { n: 1 }, { n: 2 }],
        ["a field deep inside", true, { changed: ["n"] }, { n: { a: [1] } }, { n: { a: [2] } }],
        ["one of two fields", true, { changed: ["m", "n"] }, { n: 1 }, { n: 2 }],
        ["another field", false, { changed: ["m"] }, { n: 1 }, { n: 2 }],
        ["the same in another order", false, { changed: ["n"] }, { n: { a: 1, b: 2 } }, { n: { b: 2, a: 1 } }],
        ["null for nothing", false, { changed: ["n"] }, {}, { n: null }],
        ["a first state that fills the field", true, { changed: ["n"] }, undefined, { n: false }],
        ["a first state that leaves it empty", false, { changed: ["n"] }, undefined, { n: null }],
        ["status, as a field", true, { changed: ["status"] }, {}, { status: "unpaid" }],
        ["both, where only one holds", false, { status: ["unpaid"], changed: ["n"] }, {}, { status: "unpaid" }],
    ];

    for (const [what, expected, filter, before, after] of cases) {
        it(`${expected ? "takes" : "leaves"} ${what}`, () => {
            expect(isWanted(change(before, after), filter)).to.equal(expected);
        });
    }

    it("takes a deletion as a change of status", () => {
        const before = makeItem(customer(), 1000, "customer.updated");
        const after = makeItem(customer(), 1001, "customer.deleted");

        expect(isWanted({ before, after, cause: "event" }, { status: ["deleted"] })).to.equal(true);
        expect(isWanted({ before, after, cause: "event" }, { changed: ["status"] })).to.equal(true);
        expect(isWanted({ before, after, cause: "event" }, { changed: ["email"] })).to.equal(false);
    });
});
