import { expect } from "chai";
import { globSync } from "node:fs";
import path from "node:path";

import { captureTerminal, expectSnapshot, replaceUnstable } from "./terminal-snapshot";

describe("a snapshot of a terminal", () => {
    it("keeps the width of what differs between runs, and tells one id from another", () => {
        const text = [
            "2026-11-27T16:49:23.123Z  evt_1MowQVLkdIwHu7ixeRlqHVzs  cus_NffrFeUfNV2Hib",
            "2026-11-27 16:49:23       evt_1NG8Du2eZvKYlo2CUI79vXWy  cus_NffrFeUfNV2Hib",
            "request 0f8fad5b-d9cb-469f-a165-70867728950e of [$LATEST]9e107d9d372bb6826bd81d3542a419d6",
        ].join("\n");

        const replaced = replaceUnstable(text);

        expect(replaced.split("\n")).to.deep.equal([
            "YYYY-MM-DDThh:mm:ss.sssZ  evt_1xxxxxxxxxxxxxxxxxxxxxxx  cus_1xxxxxxxxxxxxx",
            "YYYY-MM-DD hh:mm:ss       evt_2xxxxxxxxxxxxxxxxxxxxxxx  cus_1xxxxxxxxxxxxx",
            "request 1xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx of [$LATEST]2xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ]);
    });

    it("replaces durations and ports, in a column set to the right too", () => {
        const shown = ["welcome     9 ms   1.2 s", "welcome   120 ms  12.5 s", "took 9 ms", "took 120 ms"];

        const replaced = shown.map(replaceUnstable);

        expect(replaced[0]).to.equal("welcome     # ms     # s");
        expect(replaced[1]).to.equal(replaced[0]);
        expect(replaced[2]).to.equal("took # ms");
        expect(replaced[3]).to.equal("took # ms");
        expect(replaceUnstable("http://127.0.0.1:41234/")).to.equal("http://127.0.0.1:PORT/");
    });

    it("leaves what does not differ: names, counts, days", () => {
        const text = "billing_state invoice_payment_failed 12 events, 30 days, 25%, 80x24, v2.core.account";

        expect(replaceUnstable(text)).to.equal(text);
    });

    it("fails on a line that is wider than the terminal", () => {
        expect(() => expectSnapshot("none", 10, "12345678901")).to.throw("lines of none wider than 10 columns");
    });

    it("fails where nobody has reviewed one", function () {
        if (process.env.UPDATE_SNAPSHOTS === "1") {
            this.skip();
        }
        expect(() => expectSnapshot("none", 80, "text")).to.throw("UPDATE_SNAPSHOTS=1 writes it");
    });

    it("passes for a terminal of its width, with colors", () => {
        const terminal = captureTerminal(120);

        expect(terminal).to.include({ isTTY: true, columns: 120 });
    });

    it("is kept at 80 and at 120 columns", () => {
        const names = globSync("*.txt", { cwd: path.join(__dirname, "../snapshots") });
        const other = (name: string) => name.replace(/\d+(?=\.txt$)/, (width) => (width === "80" ? "120" : "80"));

        expect(names.filter((name) => !names.includes(other(name)))).to.deep.equal([]);
    });
});
