import { expect } from "chai";

import { backfill } from "../support/chaos/backfill";

// Each run is another; BACKFILL_SEED repeats one that failed. "npm run bench -- backfill" does it with 100,000 objects.
const seed = Number(process.env.BACKFILL_SEED ?? Date.now() % 1_000_000);

describe("npm run sync -- backfill, killed with SIGKILL while customers come and go, and run again", function () {
    this.timeout(180_000);

    it(`leaves every object as Stripe has it, and no event out (seed ${seed})`, async () => {
        const report = await backfill({ objects: 200, customerSeconds: 1, rate: 10, isKilled: true, seed });

        expect(report.runs.map(({ end }) => end)).to.deep.equal(["SIGKILL", 0]);
        expect(report).to.deep.include({ differences: [], missing: [], deadLetters: 0 });
        expect(report.items).to.be.at.least(200);
        expect(report.events, "events meanwhile").to.be.greaterThan(0);
    });
});
