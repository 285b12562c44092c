import { expect } from "chai";

import { type EventRow, filterRows, mergeRows } from "../../../console/model/event-row";

const row = (key: string, at: number, more: Partial<EventRow> = {}): EventRow => ({
    key,
    id: `evt_${key}`,
    type: "invoice.paid",
    outcome: "applied",
    at,
    ...more,
});
const keys = (rows: readonly EventRow[]) => rows.map(({ key }) => key).join("");

describe("mergeRows", () => {
    it("puts what is new in its place, and replaces a row that comes again", () => {
        const before = [row("d", 40), row("c", 30), row("a", 10)];

        const rows = mergeRows(before, [row("b", 20), row("e", 50), row("c", 30, { outcome: "failed" })], 100);

        expect(keys(rows)).to.equal("edcba");
        expect(rows[2]?.outcome).to.equal("failed");
    });

    it("takes the last of what comes twice at once", () => {
        const rows = mergeRows([], [row("a", 1, { outcome: "waiting" }), row("a", 1)], 100);

        expect(rows.map(({ outcome }) => outcome)).to.deep.equal(["applied"]);
    });

    it("keeps the newest", () => {
        expect(keys(mergeRows([row("b", 2), row("a", 1)], [row("c", 3)], 2))).to.equal("cb");
    });
});

describe("filterRows", () => {
    const rows = [
        row("a", 3, { objectId: "in_1", customerId: "cus_Ada" }),
        row("b", 2, { type: "charge.failed", outcome: "failed", reason: "alert: TypeError: no such thing" }),
        row("c", 1, { id: undefined, type: undefined, outcome: "refused" }),
    ];

    it("gives all when nothing is asked for", () => {
        expect(filterRows(rows, { text: " ", outcome: "" })).to.equal(rows);
    });

    it("finds words in ids, type, customer and reason, whatever their case, if all are there", () => {
        const found = (text: string) => keys(filterRows(rows, { text, outcome: "" }));

        expect(found("cus_ada")).to.equal("a");
        expect(found("typeerror CHARGE")).to.equal("b");
        expect(found("charge ada")).to.equal("");
    });

    it("takes one outcome", () => {
        expect(keys(filterRows(rows, { text: "", outcome: "refused" }))).to.equal("c");
        expect(keys(filterRows(rows, { text: "invoice", outcome: "failed" }))).to.equal("");
    });
});
