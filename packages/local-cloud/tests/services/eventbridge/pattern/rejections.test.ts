import { expect } from "chai";

import { AwsError } from "../../../../src/aws-error";
import { compilePattern } from "../../../../src/services/eventbridge/pattern/compile";

/** The error that `pattern` is rejected with. */
function rejection(pattern: string): AwsError {
    try {
        compilePattern(pattern);
    } catch (error) {
        if (error instanceof AwsError) {
            return error;
        }
        throw error;
    }
    throw new Error(`${pattern} was accepted`);
}

const oneMember = '"a": an operator is an object with one member, such as {"prefix": "a"}';
const ignoringCase = (affix: string) => `"a": "${affix}" takes a string, or {"equals-ignore-case": a string}`;
const numericForm = '"a": "numeric" takes a list such as ["=", 5] or [">", 0, "<=", 5]';
const comparisons = '"a": "numeric" compares with =, <, <=, >, >= and nothing else';
const range = '"a": a "numeric" range takes ">" or ">=" first, then "<" or "<="';
const inexact = (literal: string) => `"a": the number ${literal} is beyond a double's range or precision`;
const cidrForm = (block: string) =>
    `"a": "cidr" takes an IP address and a prefix length such as "10.0.0.0/24", not "${block}"`;
const negatable = "prefix, suffix, equals-ignore-case, wildcard";
const mixed = '"a": "anything-but" takes strings, numbers, or an operator, not a mix';
const notEscaped = (text: string) =>
    `"a": in the wildcard "${text}", a backslash must stand before * or another backslash`;
const reserved = 'has the name of an operator, which "$or" does not take for a field';

/** Values of the field `a`, with the reason. */
const values: [value: string, reason: string][] = [
    ["{}", '"a" must not be an empty object'],
    ["[]", '"a" must not be an empty list'],
    ["42", '"a" must be a list of values, or an object of fields'],
    ['"b"', '"a" must be a list of values, or an object of fields'],
    ["null", '"a" must be a list of values, or an object of fields'],
    ["[[1]]", '"a": a list of values must not hold another list'],
    ["[{}]", oneMember],
    ['[{"prefix": "b", "suffix": "c"}]', oneMember],
    ['[{"prefix": "b", "prefix": "c"}]', oneMember],
    ['[{"Prefix": "b"}]', '"a": there is no operator "Prefix"'],
    ['[{"toString": "b"}]', '"a": there is no operator "toString"'],
    ['[{"exactly": 1}]', '"a": "exactly" takes a string'],
    ['[{"prefix": 1}]', '"a": "prefix" takes a string'],
    ['[{"prefix": ["b"]}]', '"a": "prefix" takes a string'],
    ['[{"prefix": {}}]', oneMember],
    ['[{"prefix": {"wildcard": "b"}}]', ignoringCase("prefix")],
    ['[{"prefix": {"equals-ignore-case": 1}}]', ignoringCase("prefix")],
    ['[{"suffix": null}]', '"a": "suffix" takes a string'],
    ['[{"suffix": {"prefix": "b"}}]', ignoringCase("suffix")],
    ['[{"equals-ignore-case": {"prefix": "b"}}]', '"a": "equals-ignore-case" takes a string'],
    ['[{"exists": "true"}]', '"a": "exists" takes true or false'],
    ['[{"exists": true, "b": 1}]', oneMember],

    ['[{"wildcard": 1}]', '"a": "wildcard" takes a string'],
    ['[{"wildcard": "é**"}]', '"a": the wildcard "é**" has consecutive *'],
    ['[{"wildcard": "b\\\\c"}]', notEscaped("b\\c")],
    ['[{"wildcard": "b\\\\"}]', notEscaped("b\\")],
    ['[{"wildcard": "*:*:*:*:*:b/*"}]', '"a": the wildcard "*:*:*:*:*:b/*" is too complex: it has more than 5 *'],

    ['[{"numeric": 1}]', numericForm],
    ['[{"numeric": []}]', numericForm],
    ['[{"numeric": ["="]}]', numericForm],
    ['[{"numeric": [">", 1, 2]}]', numericForm],
    ['[{"numeric": [">", 1, "<", 2, "<"]}]', numericForm],
    ['[{"numeric": [1, 2]}]', comparisons],
    ['[{"numeric": ["==", 1]}]', comparisons],
    ['[{"numeric": [">=", "1"]}]', '"a": "numeric" needs a number after ">="'],
    ['[{"numeric": [">", 1, "<", null]}]', '"a": "numeric" needs a number after "<"'],
    ['[{"numeric": ["<", 1, ">", 0]}]', range],
    ['[{"numeric": [">", 1, "=", 2]}]', range],
    ['[{"numeric": ["=", 1, "<", 2]}]', range],
    ['[{"numeric": [">", 2, "<", 2]}]', '"a": the lower bound of a "numeric" range must be less than the upper one'],
    ['[{"numeric": ["=", 1E309]}]', inexact("1E309")],
    ['[{"numeric": ["=", 1E-325]}]', inexact("1E-325")],
    ['[{"numeric": ["<", 0.10000000000000001]}]', inexact("0.10000000000000001")],
    ['[{"numeric": ["=", 1], "b": 1}]', oneMember],

    ['[{"cidr": ["10.0.0.0/8"]}]', '"a": "cidr" takes a string'],
    ['[{"cidr": "10.0.0.0"}]', cidrForm("10.0.0.0")],
    ['[{"cidr": "10.0.0.0/"}]', cidrForm("10.0.0.0/")],
    ['[{"cidr": "10.0.0.0/8/8"}]', cidrForm("10.0.0.0/8/8")],
    ['[{"cidr": "10.0.0.0/x"}]', cidrForm("10.0.0.0/x")],
    ['[{"cidr": "10.0.0.0/-1"}]', cidrForm("10.0.0.0/-1")],
    ['[{"cidr": "10.0.0/8"}]', cidrForm("10.0.0/8")],
    ['[{"cidr": "10.0.0.256/8"}]', cidrForm("10.0.0.256/8")],
    ['[{"cidr": "1::2::3/8"}]', cidrForm("1::2::3/8")],
    ['[{"cidr": "10.0.0.0/32"}]', '"a": the prefix length of "10.0.0.0/32" must be less than 32'],
    ['[{"cidr": "::/128"}]', '"a": the prefix length of "::/128" must be less than 128'],

    ['[{"anything-but": null}]', mixed],
    ['[{"anything-but": ["b", 1]}]', mixed],
    ['[{"anything-but": ["b", null]}]', mixed],
    ['[{"anything-but": []}]', '"a": "anything-but" does not take an empty list'],
    ['[{"anything-but": 1e999}]', inexact("1e999")],
    ['[{"anything-but": "b", "c": 1}]', oneMember],
    ['[{"anything-but": {}}]', oneMember],
    ['[{"anything-but": {"prefix": "b", "c": 1}}]', oneMember],
    ['[{"anything-but": {"cidr": "b"}}]', `"a": "anything-but" does not take "cidr", only ${negatable}`],
    ['[{"anything-but": {"prefix": 1}}]', '"a": "prefix" takes a string'],
    ['[{"anything-but": {"prefix": ["b", {}]}}]', '"a": "prefix" takes a string'],
    ['[{"anything-but": {"suffix": ""}}]', '"a": "anything-but" does not take an empty "suffix"'],
    ['[{"anything-but": {"wildcard": []}}]', '"a": "anything-but" does not take an empty list'],
    ['[{"anything-but": {"wildcard": "**"}}]', '"a": the wildcard "**" has consecutive *'],
];

const patterns: [pattern: string, reason: string][] = [
    ["[1]", "a pattern must be a JSON object"],
    ['"a"', "a pattern must be a JSON object"],
    ["null", "a pattern must be a JSON object"],
    ["{}", "the pattern must not be an empty object"],
    ['{"a": {"b": {"c": [{"like": "d"}]}}}', '"a.b.c": there is no operator "like"'],
    ['{"$or": {"a": [1]}}', '"$or" must be a list of two or more objects'],
    ['{"$or": [{"a": [1]}]}', '"$or" must be a list of two or more objects'],
    ['{"a": {"$or": [{"a": [1]}, 1]}}', '"a.$or" must be a list of two or more objects'],
    ['{"$or": [{"a": [1]}, {}]}', "the pattern must not be an empty object"],
    ['{"$or": [{"numeric": ["=", 1]}, {"a": [1]}]}', `"numeric" ${reserved}`],
    ['{"$or": [{"a": {"in-date-range": [1]}}, {"b": [1]}]}', `"a.in-date-range" ${reserved}`],
];

const malformed = [
    "",
    "nonsense",
    '{"a": no}',
    "{'a': [1]}",
    '{"a" [1]}',
    '{"a": [1 2]}',
    '{"a": [1] "b": [2]}',
    '{"a": [1,]}',
    '{"a": [1}',
    '{"a": [1]',
    '{"a": [1]}}',
    '{"a": ["b',
    '{"a": ["\\x"]}',
    '{"a": ["\t"]}',
    '{"a": [01]}',
    '{"a": [1.]}',
];

describe("an event pattern that is not valid", () => {
    for (const [pattern, reason] of [
        ...values.map(([value, reason]) => [`{"a": ${value}}`, reason] as const),
        ...patterns,
    ]) {
        it(`is rejected: ${pattern}`, () => {
            const { code, message, status } = rejection(pattern);

            expect({ code, message, status }).to.deep.equal({
                code: "InvalidEventPatternException",
                message: `Event pattern is not valid. Reason: ${reason}`,
                status: 400,
            });
        });
    }

    for (const text of malformed) {
        it(`is rejected, as it is not JSON: ${text}`, () => {
            const { code, message } = rejection(text);

            expect(code).to.equal("InvalidEventPatternException");
            expect(message).to.match(/^Event pattern is not valid\. Reason: not JSON: .*JSON/);
        });
    }

    it("is told where its JSON breaks off", () => {
        expect(rejection('{"a": [1 2]}').message).to.contain("position 9");
    });

    it("is rejected when nested too deeply to be read", () => {
        const { code, message } = rejection(`${'{"a":'.repeat(50_000)}[1]${"}".repeat(50_000)}`);

        expect(code).to.equal("InvalidEventPatternException");
        expect(message).to.contain("nested too deeply");
    });

    it("is rejected when $or makes over 1,000 combinations", () => {
        const or = (name: string, count: number) =>
            `"${name}": {"$or": [${Array.from({ length: count }, (_, index) => `{"b${index}": [1]}`).join()}]}`;

        expect(rejection(`{${or("a", 10)}, ${or("c", 10)}, ${or("d", 11)}}`).message).to.contain(
            "over 1000 rule combinations",
        );
        expect(compilePattern(`{${or("a", 10)}, ${or("c", 10)}, ${or("d", 10)}}`).matches({})).to.be.false;
    });
});
