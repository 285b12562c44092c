import { expect } from "chai";

import { measureFunctions } from "../../bench/functions/measure";

describe("npm run bench -- functions", function () {
    this.timeout(120_000);

    it("measures each function of the program, and a commit's beside it", async () => {
        const report = await measureFunctions({ against: "HEAD", processes: 1, calls: 10, rounds: 1, warmUp: 10 });

        const names = ["billing-state", "payment-trouble", "webhook-receive"];
        expect(Object.keys(report.bytes).sort()).to.deep.equal(names);
        expect(Object.keys(report.cold).sort()).to.deep.equal(names);
        expect(Object.keys(report.warm)).to.deep.equal(["receive", "record, applied", "record, duplicate", "once"]);
        const figures = [
            ...Object.values(report.bytes),
            ...Object.values(report.cold).flatMap(({ cpuMs, wallMs }) => [cpuMs, wallMs]),
            ...Object.values(report.warm),
            report.eventCpuMs,
        ];
        for (const { here, against } of figures) {
            expect(here).to.be.greaterThan(0);
            expect(against).to.be.greaterThan(0);
        }
        const applied = (report.warm.receive?.here ?? 0) + (report.warm["record, applied"]?.here ?? 0);
        expect(report.eventCpuMs.here).to.equal(applied);
    });
});
