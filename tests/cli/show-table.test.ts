import { expect } from "chai";
import { Terminal, type Output } from "local-cloud/command";
import { PassThrough } from "node:stream";

import { showTable } from "../../cli/show-table";

/** What a terminal of so many columns shows; without a number, a pipe. */
function draw(columns: number | undefined, rows: (string | number)[][], whole?: string[]): string[] {
    const output: PassThrough & Output = new PassThrough();
    if (columns !== undefined) {
        Object.assign(output, { isTTY: true, columns });
    }
    showTable(new Terminal({ output, environment: { NO_COLOR: "1" } }), ["type", "count", "reason"], rows, whole);
    return String(output.read() as Buffer)
        .trimEnd()
        .split("\n");
}

const rows = [
    ["invoice.paid", 3, "a reason that is long enough to be cut"],
    ["charge.refunded", 12, "short"],
];

describe("a table on the terminal", () => {
    it("aligns its columns, numbers to the right", () => {
        expect(draw(undefined, rows)).to.deep.equal([
            "type             count  reason",
            "invoice.paid         3  a reason that is long enough to be cut",
            "charge.refunded     12  short",
        ]);
    });

    it("cuts its widest column where the terminal ends", () => {
        const lines = draw(50, rows);

        expect(lines[1]).to.equal("invoice.paid         3  a reason that is long eno…");
        expect(Math.max(...lines.map((line) => line.length))).to.equal(50);
    });

    it("cuts several columns to one width, and none that is to stay whole", () => {
        const wide = [["customer.subscription.created", 3, "a reason that is long enough to be cut"]];

        expect(draw(49, wide)[1]).to.equal("customer.subscripti…      3  a reason that is lo…");
        expect(draw(49, wide, ["type"])[1]).to.equal("customer.subscription.created      3  a reason t…");
        expect(draw(30, wide, ["type"])[1]).to.equal("customer.subscription.created      3  a reaso…");
    });

    it("has headings alone when there is nothing", () => {
        expect(draw(80, [])).to.deep.equal(["type  count  reason"]);
    });
});
