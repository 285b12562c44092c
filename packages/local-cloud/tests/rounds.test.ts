import { expect } from "chai";

import { Rounds } from "../src/rounds";
import { manualClock } from "../src/testing/manual-clock";

describe("Rounds", () => {
    it("come by their clock, also after one that failed, until they are stopped", async () => {
        const clock = manualClock();
        let runs = 0;
        const rounds = new Rounds(clock, 1000, () => Promise.reject(new Error(`run ${++runs}`)));
        rounds.start();

        await clock.advance(3500);
        await rounds.stop();
        await clock.advance(3000);

        expect(runs).to.equal(3);
        expect(clock.pending()).to.equal(0);
    });

    it("are over once what is under way has ended", async () => {
        const clock = manualClock();
        let end = () => {};
        const seen: string[] = [];
        const rounds = new Rounds(clock, 1000, () => new Promise((resolve) => (end = resolve)));
        rounds.start();
        await clock.advance(1000);

        const stopped = rounds.stop().then(() => seen.push("stopped"));
        seen.push("ended");
        end();
        await stopped;

        expect(seen).to.deep.equal(["ended", "stopped"]);
    });
});
