import { expect } from "chai";

import type { StateValue } from "../../../../src/services/cloudwatch/alarms/alarm";
import { parseAlarmRule } from "../../../../src/services/cloudwatch/alarms/alarm-rule";

describe("parseAlarmRule", () => {
    const states: Record<string, StateValue> = {
        bad: "ALARM",
        "also bad": "ALARM",
        good: "OK",
        new: "INSUFFICIENT_DATA",
    };
    const holds = (rule: string) => parseAlarmRule(rule).holds((name) => states[name] as StateValue);

    const rules: [string, boolean][] = [
        ["ALARM(bad)", true],
        ['ALARM("also bad")', true],
        ["ALARM( good )", false],
        ["OK(good) AND INSUFFICIENT_DATA(new)", true],
        ["NOT ALARM(good)", true],
        ["NOT NOT ALARM(good)", false],
        ["TRUE", true],
        ["FALSE OR ALARM(bad)", true],
        // AND binds closer than OR, NOT closer than AND.
        ["ALARM(bad) OR ALARM(bad) AND ALARM(good)", true],
        ["(ALARM(bad) OR ALARM(bad)) AND ALARM(good)", false],
        ["NOT ALARM(good) AND ALARM(good)", false],
        ["NOT (ALARM(good) AND ALARM(bad))", true],
    ];
    for (const [rule, expected] of rules) {
        it(`says ${expected} of ${rule}`, () => {
            expect(holds(rule)).to.equal(expected);
        });
    }

    it("tells which alarms a rule names, each once", () => {
        expect(parseAlarmRule('ALARM(a) OR (OK("b c") AND NOT ALARM(a))').children).to.deep.equal(["a", "b c"]);
    });

    for (const rule of [
        "",
        "ALARM()",
        "ALARM(a",
        "ALARM(a) ALARM(b)",
        "ALARM(a) OR",
        "alarm(a)",
        "(ALARM(a)",
        "ALARM(a))",
    ]) {
        it(`refuses "${rule}"`, () => {
            expect(() => parseAlarmRule(rule)).to.throw("AlarmRule is not a valid expression at character");
        });
    }

    it("refuses more than 100 alarms", () => {
        const rule = (count: number) => Array.from({ length: count }, (_, index) => `ALARM(a${index})`).join(" OR ");

        expect(parseAlarmRule(rule(100)).children).to.have.length(100);
        expect(() => parseAlarmRule(rule(101))).to.throw("AlarmRule names 101 alarms: it may name at most 100");
    });
});
