import { expect } from "chai";

import { applyPrevious, diffJson, diffVersion, type ObjectEventView } from "../../../console/model/history";

const event = (eventId: string, more: Partial<ObjectEventView> = {}): ObjectEventView => ({
    eventId,
    eventType: "customer.updated",
    at: 0,
    outcome: "applied",
    ...more,
});

describe("diffJson", () => {
    it("names the fields that differ by their paths, however deep", () => {
        const before = { id: "sub_1", items: { data: [{ quantity: 1 }, { quantity: 5 }] }, trial_end: null };
        const after = { id: "sub_1", items: { data: [{ quantity: 2 }] }, trial_end: 9, metadata: {} };

        expect(diffJson(before, after)).to.deep.equal([
            { path: "items.data.0.quantity", before: "1", after: "2" },
            { path: "items.data.1", before: '{"quantity":5}' },
            { path: "trial_end", before: "null", after: "9" },
            { path: "metadata", after: "{}" },
        ]);
    });

    it("finds nothing where nothing differs", () => {
        expect(diffJson({ a: [1, { b: null }] }, { a: [1, { b: null }] })).to.deep.equal([]);
    });

    it("shows a whole value where one kind of thing became another", () => {
        expect(diffJson({ a: { b: 1 } }, { a: "b" })).to.deep.equal([{ path: "a", before: '{"b":1}', after: '"b"' }]);
    });
});

describe("applyPrevious", () => {
    it("puts hashes together, and takes arrays and all else whole, as Stripe's previous_attributes mean it", () => {
        const object = { status: "active", metadata: { plan: "pro", seats: "2" }, list: [1, 2] };

        expect(applyPrevious(object, { metadata: { plan: "basic" }, list: [1] })).to.deep.equal({
            status: "active",
            metadata: { plan: "basic", seats: "2" },
            list: [1],
        });
    });
});

describe("diffVersion", () => {
    it("goes by what the event itself says it changed", () => {
        const events = [event("evt_1", { object: { status: "paused", name: "b" }, previous: { status: "active" } })];

        expect(diffVersion(events, 0)).to.deep.equal({
            changes: [{ path: "status", before: '"active"', after: '"paused"' }],
            since: "previous_attributes",
        });
    });

    it("else compares with the last version that counted", () => {
        const events = [
            event("evt_1", { object: { name: "a" } }),
            event("evt_0", { object: { name: "old" }, outcome: "stale" }),
            event("evt_2", { object: { name: "b" } }),
        ];

        expect(diffVersion(events, 2)).to.deep.equal({
            changes: [{ path: "name", before: '"a"', after: '"b"' }],
            since: "the version before",
        });
    });

    it("compares with a version that came late, and is of an earlier second", () => {
        const events = [
            event("evt_1", { object: { name: "a" }, outcome: "stale", created: 1 }),
            event("evt_0", { object: { name: "old" }, outcome: "stale", created: 2 }),
            event("evt_2", { object: { name: "b" }, created: 2 }),
        ];

        expect(diffVersion(events, 2)).to.deep.include({ changes: [{ path: "name", before: '"a"', after: '"b"' }] });
    });

    it("shows every field of a new object", () => {
        const events = [event("evt_1", { eventType: "customer.created", object: { name: "a" } })];

        expect(diffVersion(events, 0)).to.deep.include({ changes: [{ path: "name", after: '"a"' }] });
    });

    it("says so where the version, or the one before, is not kept", () => {
        const events = [event("evt_1"), event("evt_2", { object: { name: "b" } })];

        expect(diffVersion(events, 0)).to.deep.equal({ why: "The object as it was then is not kept." });
        expect(diffVersion(events, 1)).to.deep.equal({
            why: "The version before is not kept, and the event does not say what it changed.",
        });
    });
});
