import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";

import { closeAccounts } from "../../bench/changes/customers";
import { measureUnits } from "../../bench/changes/units";
import { evaluateWithout } from "../../bench/changes/without";

describe("npm run bench -- changes", function () {
    this.timeout(120_000);

    it("counts what docs/changes.md says a change of a subscription of 5 KB takes", async () => {
        const { units, images } = await measureUnits();

        expect(units).to.deep.equal([
            { handler: "none", functionCalls: 0, tableCalls: 3, writeUnits: 7, readUnits: 3 },
            { handler: "log", functionCalls: 1, tableCalls: 4, writeUnits: 7, readUnits: 4 },
            { handler: "log once", functionCalls: 1, tableCalls: 6, writeUnits: 9, readUnits: 4 },
        ]);
        const page = readFileSync(path.resolve(__dirname, "../../docs/changes.md"), "utf8");
        const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
        expect(page).to.contain(
            `${kilobytes(images.oldBytes)} before and ${kilobytes(images.newBytes)} after, ${kilobytes(images.jsonBytes)} as JSON`,
        );
    });

    it("finds no stream, no event source mapping and no table of changes in a program without store.on", async () => {
        expect(await evaluateWithout()).to.deep.equal({ streams: 0, eventSourceMappings: 0, changesTables: 0 });
    });

    it("finds each account closed once", async () => {
        const { customers, open, closedTwice, events } = await closeAccounts(12, 1);

        expect([customers, events, open, closedTwice]).to.deep.equal([12, 120, [], []]);
    });
});
