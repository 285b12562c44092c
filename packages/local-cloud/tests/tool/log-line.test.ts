import { expect } from "chai";

import { readLogLine } from "../../src/tool/log-line";

describe("readLogLine", () => {
    it("takes the runtime's prefix off what console.log wrote, over several lines too", () => {
        expect(readLogLine("2026-01-01T00:00:00.000Z\t7b1e\tWARN\tone\ntwo")).to.deep.equal({
            level: "WARN",
            text: "one\ntwo",
            fields: {},
        });
    });

    it("reads a structured line, without what the logger adds to each", () => {
        const line = '{"level":"INFO","message":"applied","timestamp":"t","service":"s","eventId":"evt_1"}';

        expect(readLogLine(line)).to.deep.equal({ level: "INFO", text: "applied", fields: { eventId: "evt_1" } });
    });

    it("leaves out metrics, and the error that the invocation's failure tells", () => {
        expect(readLogLine('{"_aws":{"Timestamp":1}}')).to.equal(undefined);
        expect(readLogLine("2026-01-01T00:00:00.000Z\t7b1e\tERROR\tInvoke Error \t{}")).to.equal(undefined);
    });

    for (const line of ["plain", '{"level":cut', "2026-01-01 INFO no tabs"]) {
        it(`takes as it is: ${line}`, () => {
            expect(readLogLine(line)).to.deep.equal({ level: "INFO", text: line, fields: {} });
        });
    }
});
