import { expect } from "chai";

import { parseFilterPattern } from "../../../src/services/logs/filter-pattern";

const json = JSON.stringify({
    level: "ERROR",
    latency: 120,
    ok: false,
    none: null,
    user: { id: "u-1", "first.name": "Ann" },
    tags: ["a", "b"],
    items: [{ price: 5 }, { price: 50 }],
});

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
        ["%5\\d\\d%", ["status 503"], ["status 404"]],
        ['{ $.level = "ERROR" }', [json], ["ERROR", '{"level":"INFO"}', "[]"]],
        ["{$.level=ERR*}", [json], ['{"level":"INFO"}']],
        ['{ $.level != "ERROR" }', ['{"level":"INFO"}'], [json, "{}"]],
        ["{ $.latency > 100 && $.latency <= 120 }", [json], ['{"latency":100}', '{"latency":"110"}']],
        ["{ $.latency < 100 || $.user.id = u-1 }", [json, '{"latency":1}'], ['{"latency":100}']],
        ["{ $.latency = 1 || $.level = ERROR && $.ok IS TRUE }", ['{"latency":1}'], [json]],
        ["{ ($.latency = 120 || $.latency = 1) && $.ok IS FALSE }", [json], ['{"latency":1}']],
        ["{ $.ok IS FALSE }", [json], ['{"ok":"false"}', "{}"]],
        ["{ $.none is null }", [json], ["{}"]],
        ["{ $.none EXISTS }", [json], ["{}"]],
        ["{ $.missing NOT EXISTS }", [json], ['{"missing":1}', "not json"]],
        ['{ $.user["first.name"] = Ann }', [json], ["{}"]],
        ["{ $.tags[1] = b }", [json], ['{"tags":["b"]}']],
        ["{ $.items[*].price > 49 }", [json], ['{"items":[{"price":5}]}']],
        ["{ $.level = %^ERR% }", [json], ['{"level":"NO ERR"}']],
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
        "{ $.a ~ 1 }",
        "{ $.a = 1 && }",
        "{ ($.a = 1 }",
        "{ $.a IS MAYBE }",
        "{}",
        "[a, b]",
        "%(%",
    ];
    for (const pattern of refused) {
        it(`are refused when they are ${pattern}`, () => {
            expect(() => parseFilterPattern(pattern))
                .to.throw()
                .with.property("code", "InvalidParameterException");
        });
    }
});
