import { expect } from "chai";

import { readOutcomes } from "../../../cli/dlq/follow-redriven";

const [a, b, c] = ["a", "b", "c"].map((one) => `${one}0000000-0000-4000-8000-000000000000`) as [string, string, string];
const report = (id: string, more = "") => `REPORT RequestId: ${id}\tDuration: 1.00 ms\tMax Memory Used: 90 MB\t${more}`;
const thrown = (id: string, message: string) =>
    `2026-11-01T12:00:00.000Z\t${id}\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"${message}","stack":[]}`;

describe("what the log says of redriven events", () => {
    it("is handled, failed or nothing yet, each by its own request", () => {
        const outcomes = readOutcomes([a, b, c], [thrown(b, "no email"), report(a), report(b)]);

        expect([...outcomes.values()]).to.deep.equal([
            { status: "handled", failures: 0 },
            { status: "failed", failures: 1, error: "TypeError: no email" },
            { status: "waiting", failures: 0 },
        ]);
    });

    it("is handled when a later attempt succeeds, and stays failed when none does", () => {
        const lines = [
            thrown(a, "one"),
            report(a),
            thrown(b, "one"),
            report(b),
            report(a),
            thrown(b, "two"),
            report(b),
        ];

        const outcomes = readOutcomes([a, b], lines);

        expect(outcomes.get(a)).to.include({ status: "handled", failures: 1 });
        expect(outcomes.get(b)).to.deep.equal({ status: "failed", failures: 2, error: "TypeError: two" });
    });

    it("is failed when Lambda's own line says so", () => {
        const lines = [report(a, "Status: timeout"), report(b, "Status: error\tError Type: Runtime.ExitError")];

        const outcomes = readOutcomes([a, b], lines);

        expect([outcomes.get(a)?.error, outcomes.get(b)?.error]).to.deep.equal(["it took too long", "error"]);
    });
});
