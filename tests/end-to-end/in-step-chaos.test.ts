import { expect } from "chai";

import { stayInStep } from "../support/chaos/in-step";

// Each run is another; IN_STEP_SEED repeats one that failed. CI does it at full size: "npm run bench -- in-step".
const seed = Number(process.env.IN_STEP_SEED ?? Date.now() % 1_000_000);

describe("stories whose webhooks get lost, come twice and in any order, to functions that are killed and a cloud that is down", function () {
    this.timeout(180_000);

    it(`leave each object as Stripe has it once the schedules have run, and each event done once (seed ${seed})`, async () => {
        const report = await stayInStep({ stories: 4, drop: 0.25, duplicate: 0.2, kills: 1, downMs: 200, seed });

        expect(report).to.deep.include({ missing: [], differences: [], deadLetters: 0 });
        expect(report.once).to.deep.include({ twice: [], never: [] });
        expect(report.once.events).to.be.greaterThan(5);
        expect(report.dropped, "webhooks that never came").to.be.greaterThan(0);
        expect(report.killed, "processes that were killed").to.be.greaterThan(1);
        expect(report.refusals, "posts while it was down").to.have.property("ECONNREFUSED");
    });
});
