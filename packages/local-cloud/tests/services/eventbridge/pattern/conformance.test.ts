import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";
import JSON5 from "json5";

import type { AwsError } from "../../../../src/aws-error";
import { compilePattern } from "../../../../src/services/eventbridge/pattern/compile";
import { patternOperations } from "../../../../src/services/eventbridge/pattern/pattern-operations";
import { adminCall } from "../local-bus";

const data = path.resolve(__dirname, "../../../../../../../shared/data/eventbridge-patterns");
const isThere = existsSync(data);

/**
 * The reference alone compiles this one, whose `a*a*a*a*a*a*` has as many wildcards as the pattern that AWS was seen to
 * refuse (`content_wildcard_complex_EXC`).
 */
const refusedByAws = "MachineComplexityEvaluatorTest.testEvaluateNestedMachinesViaNextNameStates";

interface ReferenceCase {
    t: string;
    rule: string;
    event?: string;
    expected?: boolean;
    /** Why the reference does not compile `rule`. */
    invalid?: string;
}

/** What is made of `pattern`: whether it matches, that it compiles, or its error's code. */
function verdict(pattern: string, event?: unknown): boolean | string | undefined {
    try {
        const compiled = compilePattern(pattern);
        return event === undefined ? "valid" : compiled.matches(event);
    } catch (error) {
        return (error as AwsError).code;
    }
}

/** What the operation answers, or its error's code. */
async function testEventPattern(input: { Event: string; EventPattern: string }): Promise<boolean | string> {
    try {
        const answer = await patternOperations().TestEventPattern?.(input, adminCall);
        return (answer as { Result: boolean }).Result;
    } catch (error) {
        return (error as AwsError).code;
    }
}

describe(`patterns of AWS's own tests${isThere ? "" : " (skipped: ../shared/data is not there)"}`, () => {
    before(function () {
        if (!isThere) {
            this.skip();
        }
    });

    it("get the verdicts of event-ruler", () => {
        const lines = readFileSync(path.join(data, "event-ruler.jsonl"), "utf8").trim().split("\n");
        const cases = lines.map((line) => JSON.parse(line) as ReferenceCase);

        const failures = cases.filter(({ rule, event, expected, invalid }) => {
            const got = verdict(rule, event === undefined ? undefined : JSON.parse(event));
            return got !== (invalid === undefined ? (expected ?? "valid") : "InvalidEventPatternException");
        });

        expect(cases).to.have.length(1612);
        expect(failures.map(({ t }) => t)).to.deep.equal([refusedByAws]);
    });

    it("get the verdicts that AWS gave to LocalStack's from TestEventPattern", async () => {
        const folder = path.join(data, "localstack");
        const files = readdirSync(folder).filter((name) => name.endsWith(".json5"));

        const verdicts = await Promise.all(
            files.map(async (name) => {
                const { Event, EventPattern } = JSON5.parse<{ Event: unknown; EventPattern: object }>(
                    readFileSync(path.join(folder, name), "utf8"),
                );
                const input = { Event: JSON.stringify(Event), EventPattern: JSON.stringify(EventPattern) };
                return [name, await testEventPattern(input)];
            }),
        );

        const expected = files.map((name) => [
            name,
            name.includes("_EXC") ? "InvalidEventPatternException" : !name.includes("_NEG"),
        ]);
        expect(files).to.have.length(155);
        expect(verdicts).to.deep.equal(expected);
    });
});
