import { expect } from "chai";

import { findStanding } from "../../../cli/events/find-standing";
import type { Attempt, AttemptOutcome } from "../../../cli/events/story";

const attempt = (outcome: AttemptOutcome, number = 1): Attempt => ({
    function: "tickets",
    requestId: "request-1",
    number,
    startedAt: 1000,
    endedAt: 2000,
    outcome,
    lines: [],
});
const find = (attempts: Attempt[], more = {}) =>
    findStanding({ function: "tickets", attempts, isDelivered: true, isChange: false, ...more });

describe("findStanding", () => {
    it("is settled by the last attempt, whatever failed before", () => {
        expect(find([attempt("failed"), attempt("handled", 2)]).status).to.equal("settled");
        expect(find([attempt("skipped")]).status).to.equal("settled");
        expect(find([attempt("stale")]).status).to.equal("settled");
    });

    it("says when Lambda tries again: a minute after the first attempt, two after the second", () => {
        expect(find([attempt("failed")])).to.include({ status: "retrying", nextAttemptAt: 62_000 });
        expect(find([attempt("failed"), attempt("timed out", 2)])).to.include({
            status: "retrying",
            nextAttemptAt: 122_000,
        });
    });

    it("is a dead letter after the third, and retried once it was redriven and failed anew", () => {
        const thrice = [1, 2, 3].map((number) => attempt("crashed", number));

        expect(find(thrice)).to.deep.equal({ function: "tickets", status: "dead letter" });
        expect(find([...thrice, attempt("failed")]).status).to.equal("retrying");
    });

    it("waits or is paused without an attempt", () => {
        expect(find([]).status).to.equal("waiting");
        expect(find([], { isDelivered: false }).status).to.equal("paused");
        expect(find([attempt("running")]).status).to.equal("running");
    });

    it("leaves open what comes of a change that failed, whose batch is tried again", () => {
        expect(find([attempt("failed", 3)], { isChange: true })).to.deep.equal({
            function: "tickets",
            status: "failed",
        });
    });
});
