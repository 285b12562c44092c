import { expect } from "chai";

import { parseFilterPattern } from "../../../src/services/logs/filter-pattern";

const json = JSON.stringify({ level: "ERROR", latency: 120, user: { id: "u-1" } });

describe("Filter patterns", () => {
    const cases: [pattern: string, matching: string[], other: string[]][] = [
        ["", ["anything", ""], []],
        ["ERROR", ["[ERROR] x", "ERRORS"], ["error"]],
        ["ERROR timeout", ["timeout after ERROR"], ["ERROR", "timeout"]],
        ['"no such table"', ["x no such table y"], ["no table such"]],
        ['"say \\"hi\\""', ['they say "hi"'], ["they say hi"]],
        ["?ERROR ?WARN", ["WARN x", "ERROR y"], ["INFO"]],
        ["ERROR -ignored", ["ERROR"], ["ERROR ignored"]],
        ["-DEBUG", ["INFO"], ["DEBUG"]],
        ['{ $.level = "ERROR" }', [json], ["ERROR", '{"level":"INFO"}', "[]"]],
        ["{$.level=ERROR}", [json], ['{"level":"INFO"}', "null"]],
        ["{ $.latency = 120 && $.user.id = u-1 }", [json], ['{"latency":120}', '{"latency":"120"}']],
        ["{ $.latency = 1 || $.user.id = u-1 }", [json, '{"latency":1}'], ['{"latency":120}', "not json"]],
        ["{ $.a = b* }", ['{"a":"b"}', '{"a":"b.c"}'], ['{"a":"ab"}', '{"a":1}', "b"]],
        ['{ $.a = "*.b(*" }', ['{"a":"x.b(y"}'], ['{"a":"xxb(y"}', '{"a":".b"}']],
        ["{ $.a = 1 && $.b = 2 || $.c = 3 }", ['{"a":1,"b":2}', '{"c":3}'], ['{"a":1}', '{"b":2}']],
        ["{($.a=1)&&($.b=2||$.c=3)}", ['{"a":1,"b":2}', '{"a":1,"c":3}'], ['{"a":1}', '{"c":3}']],
    ];
    for (const [pattern, matching, other] of cases) {
        it(`match by ${pattern || "nothing"}`, () => {
            const matches = parseFilterPattern(pattern);

            matching.forEach((line) => expect(matches(line), line).to.equal(true));
            other.forEach((line) => expect(matches(line), line).to.equal(false));
        });
    }

    const refused = [
        "{ $.a",
        "{ a = 1 }",
        "{ $.a = }",
        "{ $.a > 1 }",
        "{ $.a = 1 && }",
        "{ $.a != 1 }",
        "{ ($.a = 1 }",
        "{ $.a = 1 $.b = 2 }",
        "{ $.a = $.b }",
        "{ $.a IS TRUE }",
        "{}",
        "[a, b]",
        "%5\\d\\d%",
    ];
    for (const pattern of refused) {
        it(`are refused when they are ${pattern}`, () => {
            expect(() => parseFilterPattern(pattern))
                .to.throw()
                .with.property("code", "InvalidParameterException");
        });
    }
});
