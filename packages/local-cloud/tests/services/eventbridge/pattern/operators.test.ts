import { expect } from "chai";

import { compilePattern } from "../../../../src/services/eventbridge/pattern/compile";

interface Case {
    /** The list of values of the field `x`. */
    values: string;
    /** Values of `x` in events, as JSON; undefined for an event without it. */
    matches: (string | undefined)[];
    others: (string | undefined)[];
}

const cases: Record<string, Case> = {
    "a string": {
        values: '["invoice.paid"]',
        matches: ['"invoice.paid"', '["other", "invoice.paid"]', '[["invoice.paid"]]'],
        others: [
            '"Invoice.paid"',
            '"invoice.paid "',
            '"invoice"',
            "1",
            "null",
            "[]",
            '{"x": "invoice.paid"}',
            undefined,
        ],
    },
    "the empty string": { values: '[""]', matches: ['""'], others: ['" "', "null", "[]", undefined] },
    "any of several values": {
        values: '["a", 1, true, null, {"prefix": "z"}]',
        matches: ['"a"', "1", "1.0", "true", "null", '"zoo"'],
        others: ['"b"', '"1"', "2", "false", '"null"', '"true"', undefined],
    },
    "a number, whatever its spelling": {
        values: "[300]",
        matches: ["300", "300.0", "3.0e2", "30E+1"],
        others: ["300.0000001", '"300"', "-300"],
    },
    "a number with all digits of a double": {
        values: "[27.807807921694092]",
        matches: ["27.807807921694092", "2.7807807921694092e1"],
        others: ["27.80780792169409", "27.807808"],
    },
    "minus zero": { values: "[-0.0]", matches: ["0", "-0", "0e5"], others: ["1"] },
    "an integer beyond a double's precision": {
        values: "[9007199254740993]",
        matches: ["9007199254740993"],
        others: ["9007199254740000", '"9007199254740993"'],
    },
    "a number that a double takes for zero": { values: "[1e-400]", matches: [], others: ["0"] },
    "a number in a string": { values: '["12"]', matches: ['"12"'], others: ["12"] },
    "a boolean": { values: "[false]", matches: ["false"], others: ["true", '"false"', "0", "null", undefined] },
    null: { values: "[null]", matches: ["null", "[null]"], others: ['"null"', "0", '""', "[]", undefined] },
    "an IP address, whatever its spelling": {
        values: '["10.0.0.1", "2001:db8::1"]',
        matches: ['"10.0.0.1"', '"010.0.0.01"', '"::ffff:a00:1"', '"2001:0DB8:0:0:0:0:0:1"'],
        others: ['"10.0.0.10"', '"2001:db8::2"', '"10.0.0.1.5"', "10"],
    },
    "what merely looks like an IP address": {
        values: '["1:2", "1.2.3.999"]',
        matches: ['"1:2"', '"1.2.3.999"'],
        others: ['"1:02"'],
    },
    exactly: { values: '[{"exactly": "a"}]', matches: ['"a"'], others: ['"ab"', '"A"'] },
    prefix: {
        values: '[{"prefix": "customer."}]',
        matches: ['"customer."', '"customer.created"'],
        others: ['"Customer.created"', '"a customer."', "1", "null", undefined],
    },
    "the empty prefix, which any string has": {
        values: '[{"prefix": ""}]',
        matches: ['""', '"a"'],
        others: ["1", "null", "true"],
    },
    "prefix, ignoring case": {
        values: '[{"prefix": {"equals-ignore-case": "EventB"}}]',
        matches: ['"eventb"', '"EVENTBridge"'],
        others: ['"event"', '"my eventb"', "1"],
    },
    suffix: {
        values: '[{"suffix": ".png"}]',
        matches: ['".png"', '"a.png"'],
        others: ['"a.PNG"', '"a.png "', "1", undefined],
    },
    "the empty suffix, which any string has": {
        values: '[{"suffix": ""}]',
        matches: ['""', '"a"'],
        others: ["1", "null"],
    },
    "suffix, ignoring case": {
        values: '[{"suffix": {"equals-ignore-case": ".png"}}]',
        matches: ['"a.PNG"', '".pNg"'],
        others: ['"apng"', '".png.gz"'],
    },
    "equals-ignore-case": {
        values: '[{"equals-ignore-case": "a.B*(é"}]',
        matches: ['"a.b*(é"', '"A.B*(É"'],
        others: ['"axb*(é"', '"a.b*(é "', '"a.b*("', "1"],
    },
    "equals-ignore-case with letters that get longer": {
        values: '[{"equals-ignore-case": "straße 😀"}]',
        matches: ['"straße 😀"', '"STRASSE 😀"'],
        others: ['"strasze 😀"', '"STRASSE 😁"'],
    },
    wildcard: {
        values: '[{"wildcard": "arn:*:bus/*"}]',
        matches: ['"arn::bus/"', '"arn:a:bus/b:bus/"', '"arn:é😀:bus/c"'],
        others: ['"arn:bus/"', '"xarn::bus/"', '"arn::bu/"', "1", undefined],
    },
    "a wildcard alone": {
        values: '[{"wildcard": "*"}]',
        matches: ['""', '"a"', '"*"'],
        others: ["1", "null", undefined],
    },
    "wildcards whose texts may overlap": {
        values: '[{"wildcard": "ab*ba"}]',
        matches: ['"abba"', '"abXba"', '"ababba"'],
        others: ['"aba"', '"ab"', '"abbab"'],
    },
    "several wildcards": {
        values: '[{"wildcard": "*b*a*b"}]',
        matches: ['"bab"', '"xbxaxxb"', '"babab"'],
        others: ['"bb"', '"ab"', '"baba"'],
    },
    "five wildcards": { values: '[{"wildcard": "*/*/*/*/*"}]', matches: ['"a/b/c/d/e"'], others: ['"a/b/c/d"'] },
    "escaped wildcards": {
        values: '[{"wildcard": "a\\\\*b\\\\\\\\*"}]',
        matches: ['"a*b\\\\"', '"a*b\\\\c"'],
        others: ['"aXb\\\\c"', '"a*b"', '"a*bc"'],
    },
    "a wildcard pattern without wildcard": { values: '[{"wildcard": ""}]', matches: ['""'], others: ['"a"'] },
    "exists: true": {
        values: '[{"exists": true}]',
        matches: ['"a"', '""', "0", "null", "[1]"],
        others: ["[]", "{}", '{"a": 1}', undefined],
    },
    "exists: false": {
        values: '[{"exists": false}]',
        matches: [undefined, "[]", "{}", '{"a": 1}'],
        others: ['"a"', "null", "[1]"],
    },
    "exists: false, or a value": { values: '[{"exists": false}, "a"]', matches: [undefined, '"a"'], others: ['"b"'] },
    "numeric =": {
        values: '[{"numeric": ["=", 3.018e2]}]',
        matches: ["301.8", "3018e-1"],
        others: ["301.80001", '"301.8"', "null"],
    },
    "numeric <": {
        values: '[{"numeric": ["<", 0]}]',
        matches: ["-0.1", "-1e300"],
        others: ["0", "-0", "1", '"-1"', "null"],
    },
    "numeric <=": { values: '[{"numeric": ["<=", 0]}]', matches: ["0", "-5e-324"], others: ["5e-324", "true"] },
    "numeric >": { values: '[{"numeric": [">", 0]}]', matches: ["5e-324", "1e300"], others: ["0", "-1"] },
    "numeric >=": { values: '[{"numeric": [">=", 1.5]}]', matches: ["1.5", "2"], others: ["1.4999999999999998"] },
    "a numeric range": {
        values: '[{"numeric": [">", 0, "<=", 5]}]',
        matches: ["0.000001", "5"],
        others: ["0", "5.000000000000001", '"3"', undefined],
    },
    "a closed and open range": {
        values: '[{"numeric": [">=", 100, "<", 101]}]',
        matches: ["100", "100.9"],
        others: ["99.9", "101"],
    },
    "cidr of IPv4": {
        values: '[{"cidr": "10.0.0.0/24"}]',
        matches: ['"10.0.0.0"', '"10.0.0.255"', '"::ffff:a00:7"'],
        others: ['"10.0.1.0"', '"9.255.255.255"', '"10.0.0"', '"10.0.0.256"', '"::a00:7"', "10", '"host"', undefined],
    },
    "cidr of all of IPv4": {
        values: '[{"cidr": "0.0.0.0/0"}]',
        matches: ['"0.0.0.0"', '"255.255.255.255"'],
        others: ["2", '"::1"', '"2"'],
    },
    "cidr of IPv4 spelled as IPv6": {
        values: '[{"cidr": "::ffff:a00:0/24"}]',
        matches: ['"10.0.0.1"', '"::ffff:a00:7"'],
        others: ['"10.0.1.0"', '"::a00:1"'],
    },
    "cidr of all of IPv6": {
        values: '[{"cidr": "::/0"}]',
        matches: ['"::1"', '"2001:db8::1"'],
        others: ['"10.0.0.1"', '"::ffff:a00:1"', '"fe80::1%eth0"'],
    },
    "cidr named by an address within": {
        values: '[{"cidr": "10.0.0.77/31"}]',
        matches: ['"10.0.0.76"', '"10.0.0.77"'],
        others: ['"10.0.0.78"'],
    },
    "cidr of IPv6": {
        values: '[{"cidr": "2001:db8::/32"}]',
        matches: ['"2001:db8::"', '"2001:DB8:ffff:ffff:ffff:ffff:ffff:ffff"'],
        others: ['"2001:db9::"', '"2001:db7:ffff::"', '"32.1.13.184"', '"2001:db8:::1"'],
    },
    "anything-but a string": {
        values: '[{"anything-but": "a"}]',
        matches: ['"b"', "1", "null", "true", '["a", "b"]'],
        others: ['"a"', '["a"]', "[]", undefined],
    },
    "anything-but strings": {
        values: '[{"anything-but": ["a", "b"]}]',
        matches: ['"c"', "0"],
        others: ['"a"', '"b"', undefined],
    },
    "anything-but a number": {
        values: '[{"anything-but": 0}]',
        matches: ["1", '"0"', "null"],
        others: ["0", "0.0", undefined],
    },
    "anything-but numbers": {
        values: '[{"anything-but": [1, 2.50]}]',
        matches: ["3", '"1"'],
        others: ["1.0", "25e-1"],
    },
    "anything-but a prefix": {
        values: '[{"anything-but": {"prefix": "in"}}]',
        matches: ['"an"', "1", "null"],
        others: ['"in"', '"init"', undefined],
    },
    "anything-but prefixes": {
        values: '[{"anything-but": {"prefix": ["a", "b"]}}]',
        matches: ['"c"'],
        others: ['"ax"', '"bx"'],
    },
    "anything-but suffixes": {
        values: '[{"anything-but": {"suffix": [".a", ".b"]}}]',
        matches: ['"x.c"', "7"],
        others: ['"x.a"', '".b"', undefined],
    },
    "anything-but, ignoring case": {
        values: '[{"anything-but": {"equals-ignore-case": ["Foo", "bar"]}}]',
        matches: ['"fo"', "1"],
        others: ['"FOO"', '"Bar"'],
    },
    "anything-but wildcards": {
        values: '[{"anything-but": {"wildcard": ["*/lib/*", "a*"]}}]',
        matches: ['"/bin/x"', "1", "null"],
        others: ['"x/lib/y"', '"abc"', undefined],
    },
    "an escaped string": { values: '["a\\u0062\\n\\"\\/"]', matches: ['"ab\\n\\"/"'], others: ['"ab"'] },
};

describe("an event pattern's values", () => {
    for (const [name, { values, matches, others }] of Object.entries(cases)) {
        it(`match by ${name}`, () => {
            const pattern = compilePattern(`{"x": ${values}}`);

            const event = (value: string | undefined) =>
                value === undefined ? {} : (JSON.parse(`{"x": ${value}}`) as object);
            const verdicts = [...matches, ...others].map((value) => ({
                value,
                matches: pattern.matches(event(value)),
            }));

            expect(verdicts).to.deep.equal([
                ...matches.map((value) => ({ value, matches: true })),
                ...others.map((value) => ({ value, matches: false })),
            ]);
        });
    }
});
