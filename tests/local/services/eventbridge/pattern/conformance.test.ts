import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";
import JSON5 from "json5";

import { compilePattern } from "../../../../../local/services/eventbridge/pattern/compile";

const data = path.resolve(__dirname, "../../../../../../shared/data/eventbridge-patterns");
const isThere = existsSync(data);

/**
 * The reference alone compiles this one, whose `a*a*a*a*a*a*` is just as complex as the pattern that AWS was seen to
 * refuse (`content_wildcard_complex_EXC`).
 */
const refusedByAws = "MachineComplexityEvaluatorTest.testEvaluateNestedMachinesViaNextNameStates";

interface ReferenceCase {
    t: string;
    rule: string;
    event?: string;
    expected?: boolean;
    valid?: boolean;
    invalid?: string;
}

/** What is made of `pattern`: whether it matches, that it compiles, or why it does not. */
function verdict(pattern: string, event?: unknown): boolean | string {
    try {
        const compiled = compilePattern(pattern);
        return event === undefined ? "valid" : compiled.matches(event);
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

describe(`patterns of AWS's own tests${isThere ? "" : " (skipped: ../shared/data is not there)"}`, () => {
    before(function () {
        if (!isThere) {
            this.skip();
        }
    });

    it("get the verdicts of event-ruler, and its reasons", () => {
        const lines = readFileSync(path.join(data, "event-ruler.jsonl"), "utf8").trim().split("\n");
        const cases = lines.map((line) => JSON.parse(line) as ReferenceCase);

        const failures = cases.filter(({ rule, event, expected, invalid }) => {
            const got = verdict(rule, event === undefined ? undefined : JSON.parse(event));
            return invalid === undefined
                ? got !== (expected ?? "valid")
                : !String(got).startsWith(`Event pattern is not valid. Reason: ${invalid}`);
        });

        expect(cases).to.have.length.at.least(1612);
        expect(failures.map(({ t }) => t)).to.deep.equal([refusedByAws]);
    });

    it("get the verdicts that AWS gave to LocalStack's", () => {
        const folder = path.join(data, "localstack");
        const files = readdirSync(folder).filter((name) => name.endsWith(".json5"));

        const failures = files.filter((name) => {
            const { Event, EventPattern } = JSON5.parse<{ Event: unknown; EventPattern: object }>(
                readFileSync(path.join(folder, name), "utf8"),
            );
            const got = verdict(JSON.stringify(EventPattern), Event);
            return name.includes("_EXC")
                ? !String(got).startsWith("Event pattern is not valid. Reason: ")
                : got !== !name.includes("_NEG");
        });

        expect(files).to.have.length.at.least(150);
        expect(failures).to.deep.equal([]);
    });
});
