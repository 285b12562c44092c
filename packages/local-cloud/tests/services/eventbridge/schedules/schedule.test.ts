import { expect } from "chai";

import { readSchedule } from "../../../../src/services/eventbridge/schedules/schedule";

/** The first `count` runs after an instant, as text without seconds. */
function listRuns(expression: string, after: string, count = 3): string[] {
    const schedule = readSchedule(expression);
    const runs: string[] = [];
    for (let last = schedule.next(Date.parse(`${after}Z`)); last !== undefined && runs.length < count;) {
        runs.push(new Date(last).toISOString().slice(0, 16));
        last = schedule.next(last, last);
    }
    return runs;
}

describe("A schedule", () => {
    // Instants from a calendar, in the words of AWS's page on schedule patterns.
    const cases: [expression: string, after: string, runs: string[]][] = [
        ["rate(1 hour)", "2026-11-27T10:20", ["2026-11-27T11:20", "2026-11-27T12:20", "2026-11-27T13:20"]],
        ["rate(5 minutes)", "2026-11-27T23:57", ["2026-11-28T00:02", "2026-11-28T00:07", "2026-11-28T00:12"]],
        ["cron(0 10 * * ? *)", "2026-11-27T10:00", ["2026-11-28T10:00", "2026-11-29T10:00", "2026-11-30T10:00"]],
        [
            "cron(0/15 8-9 ? * MON-FRI *)",
            "2026-11-27T09:30",
            ["2026-11-27T09:45", "2026-11-30T08:00", "2026-11-30T08:15"],
        ],
        ["cron(15 12 ? jan,7 * *)", "2026-07-31T12:14", ["2026-07-31T12:15", "2027-01-01T12:15", "2027-01-02T12:15"]],
        ["cron(0 8 1 * ? *)", "2026-11-27T00:00", ["2026-12-01T08:00", "2027-01-01T08:00", "2027-02-01T08:00"]],
        [
            "cron(59 23 31 12 ? 2026/2)",
            "2026-11-27T00:00",
            ["2026-12-31T23:59", "2028-12-31T23:59", "2030-12-31T23:59"],
        ],
        ["cron(0 0 30 2 ? *)", "2026-01-01T00:00", []],
        ["cron(0 0 1 1 ? 2025)", "2026-01-01T00:00", []],
    ];
    for (const [expression, after, runs] of cases) {
        it(`runs at ${expression}`, () => {
            expect(listRuns(expression, after)).to.deep.equal(runs);
        });
    }

    it("by a rate keeps its rhythm however late a run was", () => {
        const schedule = readSchedule("rate(10 minutes)");

        const next = schedule.next(Date.UTC(2026, 0, 1, 1, 25), Date.UTC(2026, 0, 1, 1, 0));

        expect(next).to.equal(Date.UTC(2026, 0, 1, 1, 30));
    });

    for (const expression of [
        "cron(0 0 L * ? *)",
        "cron(0 9 15W * ? *)",
        "cron(0 1 ? * L *)",
        "cron(0 1 ? * 6L *)",
        "cron(0 1 ? * TUE#2 *)",
    ]) {
        it(`refuses by name ${expression}`, () => {
            expect(() => readSchedule(expression)).to.throw(`have no L, W or # for days, as ${expression} has`);
        });
    }

    for (const expression of [
        "rate(1 hours)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(1.5 hours)",
        "rate(30 seconds)",
        "every(1 hour)",
        "at(2026-01-01T00:00:00)",
        "cron(0 3 * * *)",
        "cron(0 3 * * * *)",
        "cron(0 3 ? * ? *)",
        "cron(60 3 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 3 32 * ? *)",
        "cron(0 3 ? * 0 *)",
        "cron(0 3 ? * MON/2 *)",
        "cron(0 3 9-5 * ? *)",
        "cron(0/0 3 * * ? *)",
        "cron(0 3 * FOO ? *)",
        "cron(0 3 * * ? 1969)",
        "cron(0, 3, *, *, ?, *)",
        `cron(${"0,".repeat(130)}0 3 * * ? *)`,
    ]) {
        it(`is not ${expression.slice(0, 40)}`, () => {
            expect(() => readSchedule(expression)).to.throw("Parameter ScheduleExpression is not valid.");
        });
    }
});
