import { expect } from "chai";

import { AwsError } from "../../../../../local/aws-error";
import { compilePattern } from "../../../../../local/services/eventbridge/pattern/compile";

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

const anyValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const mixed = "Inside anything but list, either all values are number or string, mixed type is not supported";
const reserved = (name: string) => `${name} is Ruler reserved fieldName which cannot be used inside $or.`;

/** Patterns, or lists of values of a field, with the reason and the column (undefined: AWS names none). */
const reasons: [pattern: string, reason: string, column: number | undefined][] = [
    ["", "Filter is not an object", 1],
    ["[1]", "Filter is not an object", 2],
    ['"a"', "Filter is not an object", 2],
    ["{}", "Empty objects are not allowed", 3],
    ['{"a": {}}', "Empty objects are not allowed", 9],
    ['{"a": []}', "Empty arrays are not allowed", 9],
    ['{"a": 42}', '"a" must be an object or an array', 9],
    ['{"a": "b"}', '"a" must be an object or an array', 8],
    ['{"a": null}', '"a" must be an object or an array', 11],
    ['{"a": [[1]]}', "Match value must be String, number, true, false, or null", 9],
    ['{"a": [{}]}', "Match expression name not found", 10],
    ['{"a": [{"Prefix": "b"}]}', "Unrecognized match type Prefix", 20],
    ['{"a": [{"exactly": 1}]}', "exact match pattern must be a string", 21],
    ['{"a": [{"prefix": 1}]}', "prefix match pattern must be a string", 20],
    ['{"a": [{"prefix": ["b"]}]}', "prefix match pattern must be a string", 20],
    ['{"a": [{"prefix": "b", "suffix": "c"}]}', "Only one key allowed in match expression", 35],
    ['{"a": [{"prefix": {}}]}', "Prefix expression name not found", 21],
    ['{"a": [{"prefix": {"wildcard": "b"}}]}', "Unsupported prefix pattern: wildcard", 33],
    ['{"a": [{"prefix": {"equals-ignore-case": 1}}]}', "equals-ignore-case match pattern must be a string", 43],
    ['{"a": [{"suffix": null}]}', "suffix match pattern must be a string", 23],
    ['{"a": [{"suffix": {}}]}', "Suffix expression name not found", 21],
    ['{"a": [{"suffix": {"prefix": "b"}}]}', "Unsupported suffix pattern: prefix", 31],
    ['{"a": [{"equals-ignore-case": {"prefix": "b"}}]}', "equals-ignore-case match pattern must be a string", 32],
    ['{"a": [{"exists": "true"}]}', "exists match pattern must be either true or false.", 20],
    ['{"a": [{"exists": true, "b": 1}]}', "Only one key allowed in match expression", 31],
    ['{"a": [{"wildcard": 1}]}', "wildcard match pattern must be a string", 22],
    ['{"a": [{"wildcard": "é**"}]}', "Consecutive wildcard characters at pos 3", 26],
    ['{"a": [{"wildcard": "b\\\\c"}]}', "Invalid escape character at pos 2", 27],
    ['{"a": [{"wildcard": "b\\\\"}]}', "Invalid escape character at pos 2", 26],
    ['{"a": [{"numeric": 1}]}', "Value of numeric must be an array.", 21],
    ['{"a": [{"numeric": []}]}', "Invalid member in numeric match: ]", 22],
    ['{"a": [{"numeric": [1]}]}', "Invalid member in numeric match: 1", 22],
    ['{"a": [{"numeric": ["==", 1]}]}', "Unrecognized numeric range operator: ==", 28],
    ['{"a": [{"numeric": ["="]}]}', "Value of equals must be numeric", 25],
    ['{"a": [{"numeric": [">=", "1"]}]}', "Value of >= must be numeric", 28],
    ['{"a": [{"numeric": ["<", 1, ">", 0]}]}', "Too many elements in numeric expression", 30],
    ['{"a": [{"numeric": [">", 1, 2]}]}', "Bad value in numeric range: 2", 30],
    ['{"a": [{"numeric": [">", 1, "=", 2]}]}', "Bad numeric range operator: =", 32],
    ['{"a": [{"numeric": [">", 1, "<"]}]}', "Value of < must be numeric", 33],
    ['{"a": [{"numeric": [">", 1, "<", 2, "<"]}]}', "Too many terms in numeric range expression", 38],
    ['{"a": [{"numeric": [">", 2, "<", 2]}]}', "Bottom must be less than top", 36],
    ['{"a": [{"numeric": ["=", 1E309]}]}', "Cannot compare number : 1E309", 32],
    ['{"a": [{"numeric": ["=", 1E-325]}]}', "Cannot compare number : 1E-325", 33],
    ['{"a": [{"numeric": ["<", 0.10000000000000001]}]}', "Cannot compare number : 0.10000000000000001", 46],
    ['{"a": [{"numeric": ["=", 1], "b": 1}]}', "Too many elements in numeric expression", 36],
    ['{"a": [{"cidr": ["10.0.0.0/8"]}]}', "prefix match pattern must be a string", 18],
    ['{"a": [{"cidr": "10.0.0.0"}]}', "Malformed CIDR, one '/' required", undefined],
    ['{"a": [{"cidr": "10.0.0.0/"}]}', "Malformed CIDR, one '/' required", undefined],
    ['{"a": [{"cidr": "10.0.0.0/8/8"}]}', "Malformed CIDR, one '/' required", undefined],
    ['{"a": [{"cidr": "10.0.0.0/x"}]}', "Malformed CIDR, mask bits must be an integer", undefined],
    ['{"a": [{"cidr": "10.0.0.0/-1"}]}', "Malformed CIDR, mask bits must not be negative", undefined],
    ['{"a": [{"cidr": "10.0.0.0/32"}]}', "IPv4 mask bits must be < 32", undefined],
    ['{"a": [{"cidr": "::/128"}]}', "IPv6 mask bits must be < 128", undefined],
    ['{"a": [{"cidr": "10.0.0/8"}]}', "Nonstandard IP address: 10.0.0", undefined],
    ['{"a": [{"cidr": "10.0.0.256/8"}]}', "Invalid IP address: 10.0.0.256", undefined],
    ['{"a": [{"cidr": "1::2::3/8"}]}', "Invalid IP address: 1::2::3", undefined],
    ['{"a": [{"anything-but": null}]}', "Value of anything-but must be an array or single string/number value.", 29],
    ['{"a": [{"anything-but": {}}]}', "Anything-But expression name not found", 27],
    ['{"a": [{"anything-but": {"cidr": "b"}}]}', "Unsupported anything-but pattern: cidr", 35],
    ['{"a": [{"anything-but": "b", "c": 1}]}', "Too many elements in numeric expression", 36],
    ['{"a": [{"anything-but": {"prefix": "b", "c": 1}}]}', "Too many elements in numeric expression", 47],
    ['{"a": [{"anything-but": {"prefix": 1}}]}', "prefix/suffix match pattern must be a string", 37],
    ['{"a": [{"anything-but": {"suffix": ""}}]}', "Null prefix/suffix not allowed", 38],
    ['{"a": [{"anything-but": {"wildcard": 1}}]}', "wildcard match pattern must be a string", 39],
    ['{"a": [{"anything-but": {"wildcard": "**"}}]}', "Consecutive wildcard characters at pos 1", 42],
    ['{"a": [{"anything-but": {"wildcard": []}}]}', "Empty arrays are not allowed", 40],
    ['{"a": [{"anything-but": 1e999}]}', "Cannot compare number : 1e999", undefined],
    ['{"a": [{"anything-but": []}]}', mixed, 27],
    ['{"a": [{"anything-but": ["b", 1]}]}', mixed, 33],
    ['{"$or": {"a": [1]}}', "It must be an Array followed with $or.", 10],
    ['{"$or": [{"a": [1]}]}', "There must have at least 2 Objects in $or relationship.", 21],
    ['{"$or": [{"a": [1]}, 1]}', "Only JSON object is allowed in array of $or relationship.", 23],
    ['{"$or": [{"a": [1]}, {}]}', "Empty objects are not allowed", 24],
    ['{"$or": [{"numeric": ["=", 1]}, {"a": [1]}]}', reserved("numeric"), 23],
    ['{"$or": [{"a": {"in-date-range": [1]}}, {"b": [1]}]}', reserved("in-date-range"), 35],

    ["nonsense", `Unrecognized token 'nonsense': was expecting ${anyValue}`, 9],
    ['{"a": no}', `Unrecognized token 'no': was expecting ${anyValue}`, 9],
    ["{'a': [1]}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 2],
    ['{"a" [1]}', "Unexpected character ('[' (code 91)): was expecting a colon to separate field name and value", 6],
    ['{"a": [1 2]}', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 10],
    [
        '{"a": [1] "b": [2]}',
        "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
        11,
    ],
    ['{"a": [1,]}', "Unexpected character (']' (code 93)): expected a value", 10],
    ['{"a": [→]}', `Unexpected character ('→' (code 8594 / 0x2192)): expected a valid value ${anyValue}`, 8],
    [
        '{"a": [1}',
        "Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)\"{\"a\": [1}\"; line: 1, column: 7])",
        10,
    ],
    [
        '{"a": [1]',
        'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"a": [1]"; line: 1, column: 1])',
        10,
    ],
    ['{"a":', "Unexpected end-of-input within/between Object entries", 6],
    ['{"a": [1,', "Unexpected end-of-input within/between Array entries", 10],
    ['{"a', "Unexpected end-of-input in field name", 4],
    ['{"a": ["b', "Unexpected end-of-input: was expecting closing quote for a string value", 10],
    ['{"a": ["\\x"]}', "Unrecognized character escape 'x' (code 120)", 11],
    [
        '{"a": ["\\u00g0"]}',
        "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
        13,
    ],
    [
        '{"a": ["\t"]}',
        "Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value",
        10,
    ],
    ['{"a": [01]}', "Invalid numeric value: Leading zeroes not allowed", 10],
    ['{"a": [1.]}', "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit", 10],
    [
        '{"a": [1e]}',
        "Unexpected character (']' (code 93)) in numeric value: Exponent indicator not followed by a digit",
        10,
    ],
    [
        '{"a": [-b]}',
        "Unexpected character ('b' (code 98)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
        9,
    ],
];

describe("an event pattern that is not valid", () => {
    for (const [pattern, reason, column] of reasons) {
        it(`is rejected: ${pattern}`, () => {
            const { code, message, status } = rejection(pattern);

            const source = pattern.replace("\t", "\\u0009");
            const place = column === undefined ? "" : `\n at [Source: (String)"${source}"; line: 1, column: ${column}]`;
            expect({ code, message, status }).to.deep.equal({
                code: "InvalidEventPatternException",
                message: `Event pattern is not valid. Reason: ${reason}${place}`,
                status: 400,
            });
        });
    }

    it("has its place named twice when a list after anything-but is to blame, as from AWS", () => {
        const { message } = rejection('{"a": [{"anything-but": ["b", null]}]}');

        const place = '\n at [Source: (String)"{"a": [{"anything-but": ["b", null]}]}"; line: 1, column: 35]';
        expect(message).to.equal(
            `Event pattern is not valid. Reason: Inside anything but list, start|null|boolean is not supported.${place}${place}`,
        );
    });

    it("has its place named by line and column", () => {
        const { message } = rejection('{\n  "a": [\r\n    {"prefix": 1}]}');

        expect(message).to.match(/; line: 3, column: 17\]$/);
    });

    it("is quoted to 500 characters", () => {
        const { message } = rejection(`{"a": ["${"b".repeat(600)}", []]}`);

        expect(message).to.contain(`"{"a": ["${"b".repeat(492)}"[truncated 115 chars]; line: 1, column: 613]`);
    });

    it("is told by its first fault, though more follow", () => {
        expect(rejection('{"a": [{"prefix": [1 2]}], "b": {}').message).to.contain(
            "prefix match pattern must be a string",
        );
    });

    it("is rejected when nested too deeply to be read", () => {
        expect(rejection('{"a":'.repeat(5000)).message).to.contain(
            "Document nesting depth (1001) exceeds the maximum allowed",
        );
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
