import { expect } from "chai";
import fc from "fast-check";

import type { StateValue } from "../../../../src/services/cloudwatch/alarms/alarm";
import { evaluateAlarm, type MissingData, missingDataNames } from "../../../../src/services/cloudwatch/alarms/evaluate";

/** As AWS's tables write them: 0 is fine, X is bad, - is missing; the newest last. */
function evaluate(points: string, [datapointsToAlarm, evaluationPeriods]: [number, number], missingData: MissingData) {
    const values = points
        .split(" ")
        .reverse()
        .map((point) => ({ "0": 0, X: 1 })[point]);
    return evaluateAlarm({
        values,
        evaluationPeriods,
        datapointsToAlarm,
        threshold: 1,
        comparison: "GreaterThanOrEqualToThreshold",
        missingData,
        current: "retained" as StateValue,
    });
}

describe("evaluateAlarm", () => {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    const columns: readonly MissingData[] = ["missing", "ignore", "breaching", "notBreaching"];
    const tables: [[number, number], [string, ...string[]][]][] = [
        [
            [3, 3],
            [
                ["0 - X - X", "OK", "OK", "OK", "OK"],
                ["- - - - 0", "OK", "OK", "OK", "OK"],
                ["- - - - -", "INSUFFICIENT_DATA", "retained", "ALARM", "OK"],
                ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
                ["- - X - -", "ALARM", "retained", "ALARM", "OK"],
            ],
        ],
        [
            [2, 3],
            [
                ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
                ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
                ["0 - X - -", "OK", "OK", "ALARM", "OK"],
                ["- - - - 0", "OK", "OK", "ALARM", "OK"],
                ["- - - X -", "ALARM", "retained", "ALARM", "OK"],
            ],
        ],
    ];
    for (const [[bad, of], rows] of tables) {
        for (const [points, ...states] of rows) {
            columns.forEach((missingData, index) => {
                it(`is ${states[index]} for ${bad} of ${of} and ${points}, where missing is ${missingData}`, () => {
                    expect(evaluate(points, [bad, of], missingData)).to.equal(states[index]);
                });
            });
        }
    }

    it("is ALARM exactly when at least M of the N newest are bad, when none is missing", () => {
        const value = fc.integer({ min: 0, max: 10 });
        const cases = fc.integer({ min: 1, max: 6 }).chain((n) =>
            fc.record({
                n: fc.constant(n),
                m: fc.integer({ min: 1, max: n }),
                values: fc.array(value, { minLength: n, maxLength: n + 2 }),
                threshold: value,
                missingData: fc.constantFrom(...missingDataNames),
            }),
        );
        const comparisons = {
            GreaterThanOrEqualToThreshold: (a: number, b: number) => a >= b,
            GreaterThanThreshold: (a: number, b: number) => a > b,
            LessThanThreshold: (a: number, b: number) => a < b,
            LessThanOrEqualToThreshold: (a: number, b: number) => a <= b,
        };

        fc.assert(
            fc.property(cases, ({ n, m, values, threshold, missingData }) => {
                for (const [comparison, holds] of Object.entries(comparisons)) {
                    const bad = values.slice(0, n).filter((one) => holds(one, threshold)).length;

                    const state = evaluateAlarm({
                        values,
                        evaluationPeriods: n,
                        datapointsToAlarm: m,
                        threshold,
                        comparison: comparison as keyof typeof comparisons,
                        missingData,
                        current: "INSUFFICIENT_DATA",
                    });

                    expect(state).to.equal(bad >= m ? "ALARM" : "OK");
                }
            }),
        );
    });

    it("lets what is missing decide only as its treatment says, whatever the values", () => {
        const values = fc.array(fc.option(fc.constantFrom(0, 1), { nil: undefined }), { minLength: 1, maxLength: 7 });

        fc.assert(
            fc.property(values, fc.integer({ min: 1, max: 5 }), (points, n) => {
                const state = (missingData: MissingData) =>
                    evaluateAlarm({
                        values: points,
                        evaluationPeriods: n,
                        datapointsToAlarm: n,
                        threshold: 1,
                        comparison: "GreaterThanOrEqualToThreshold",
                        missingData,
                        current: "OK",
                    });
                // What is treated as bad alarms wherever what is treated as fine does.
                expect(state("notBreaching") === "ALARM" && state("breaching") !== "ALARM").to.equal(false);
                const known = points.filter((one) => one !== undefined).length;
                if (known >= n) {
                    expect(new Set(missingDataNames.map(state)).size).to.equal(1);
                }
            }),
        );
    });
});
