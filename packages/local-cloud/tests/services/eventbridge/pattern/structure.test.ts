import { expect } from "chai";

import { compilePattern } from "../../../../src/services/eventbridge/pattern/compile";

type Verdict = [name: string, pattern: string, event: unknown, matches: boolean];

const verdicts: Verdict[] = [
    ["all fields must match", '{"a": [1], "b": [2]}', { a: 1, b: 2, c: 3 }, true],
    ["one field that does not match is one too many", '{"a": [1], "b": [2]}', { a: 1, b: 3 }, false],
    ["fields lie at the same depth", '{"a": [1]}', { b: { a: 1 } }, false],
    ["names are case-sensitive", '{"a": [1]}', { A: 1 }, false],
    ["names that objects inherit are no fields", '{"toString": [{"exists": true}]}', {}, false],
    [
        "names that objects inherit may be fields",
        '{"constructor": {"__proto__": [1]}}',
        { constructor: JSON.parse('{"__proto__": 1}') as unknown },
        true,
    ],
    ["events that are no objects do not match", '{"a": [{"exists": false}]}', [], false],
    ["null does not match", '{"a": [{"exists": false}]}', null, false],
    ["a dotted name in the pattern finds nested fields", '{"a.b": [1]}', { a: { b: 1 } }, true],
    ["a dotted name in the event is found by nested fields", '{"a": {"b": {"c": [1]}}}', { "a.b": { c: 1 } }, true],
    ["a dotted name is found in any split", '{"a.b": {"c": [1]}}', { a: { "b.c": 1 } }, true],
    ["a dotted name does not reach further", '{"a": {"b": [1]}}', { "a.b": { b: 1 } }, false],
    ["a field that stands twice counts the last time", '{"a": [1], "a": [2]}', { a: 2 }, true],
    ["a field that stands twice does not count the first time", '{"a": [1], "a": [2]}', { a: 1 }, false],
    ["objects that stand twice add up", '{"a": {"b": [1]}, "a": {"c": [2]}}', { a: { b: 1, c: 2 } }, true],
    ["objects that stand twice all count", '{"a": {"b": [1]}, "a": {"c": [2]}}', { a: { c: 2 } }, false],
    [
        "two $or in one object must both be met",
        '{"$or": [{"a": [1]}, {"b": [1]}], "$or": [{"c": [1]}, {"d": [1]}]}',
        { c: 1 },
        false,
    ],

    ["$or takes the first of its objects", '{"$or": [{"a": [1]}, {"b": [2]}]}', { a: 1 }, true],
    ["$or takes the last of its objects", '{"$or": [{"a": [1]}, {"b": [2]}]}', { b: 2 }, true],
    ["$or needs one of its objects", '{"$or": [{"a": [1]}, {"b": [2]}]}', { a: 2, b: 1 }, false],
    ["$or needs all of one object", '{"$or": [{"a": [1], "b": [2]}, {"c": [3]}]}', { a: 1 }, false],
    [
        "$or does not replace the fields before it",
        '{"s": ["x"], "$or": [{"a": [1]}, {"b": [2]}]}',
        { s: "y", a: 1 },
        false,
    ],
    ["$or does not replace the fields after it", '{"$or": [{"a": [1]}, {"b": [2]}], "s": ["x"]}', { b: 2 }, false],
    ["$or stands inside of objects", '{"d": {"$or": [{"a": [1]}, {"b": {"c": [2]}}]}}', { d: { b: { c: 2 } } }, true],
    [
        "$or stands inside of $or",
        '{"$or": [{"a": [1], "$or": [{"b": [2]}, {"c": [3]}]}, {"d": [4]}]}',
        { a: 1, c: 3 },
        true,
    ],
    [
        "two $or combine",
        '{"$or": [{"a": [1]}, {"b": [1]}], "d": {"$or": [{"a": [1]}, {"b": [1]}]}}',
        { b: 1, d: { a: 1 } },
        true,
    ],
    [
        "two $or must both be met",
        '{"$or": [{"a": [1]}, {"b": [1]}], "d": {"$or": [{"a": [1]}, {"b": [1]}]}}',
        { b: 1 },
        false,
    ],
    [
        "a field inside of $or replaces the same one before it",
        '{"a": [1], "$or": [{"a": [2]}, {"b": [3]}]}',
        { a: 2 },
        true,
    ],
    ["outside of that object of $or, it stays", '{"a": [1], "$or": [{"a": [2]}, {"b": [3]}]}', { a: 4, b: 3 }, false],

    ["all fields come from one element", '{"l": {"a": [1], "b": [2]}}', { l: [{ a: 1, b: 2 }] }, true],
    [
        "fields of different elements do not go together",
        '{"l": {"a": [1], "b": [2]}}',
        { l: [{ a: 1 }, { b: 2 }] },
        false,
    ],
    [
        "a later element may have them all",
        '{"l": {"a": [1], "b": [2]}}',
        { l: [{ a: 1 }, { b: 2 }, { b: 2, a: 1 }] },
        true,
    ],
    [
        "elements of different arrays go together",
        '{"l": {"a": [1]}, "m": {"b": [2]}}',
        { l: [{}, { a: 1 }], m: [{ b: 2 }] },
        true,
    ],
    [
        "the outer array's element counts as well",
        '{"l": {"a": [1], "m": {"b": [2]}}}',
        {
            l: [
                { a: 1, m: [{ b: 3 }] },
                { a: 3, m: [{ b: 2 }] },
            ],
        },
        false,
    ],
    [
        "an inner array of the same element goes together",
        '{"l": {"a": [1], "m": {"b": [2], "c": [3]}}}',
        { l: [{ a: 1, m: [{ b: 2 }, { b: 2, c: 3 }] }] },
        true,
    ],
    ["two inner elements do not", '{"l": {"m": {"b": [2], "c": [3]}}}', { l: [{ m: [{ b: 2 }, { c: 3 }] }] }, false],
    [
        "arrays of arrays hold apart their elements",
        '{"l": {"a": [1], "b": [2]}}',
        { l: [[{ a: 1 }], [{ b: 2 }]] },
        false,
    ],
    ["arrays of arrays match", '{"l": {"a": [1], "b": [2]}}', { l: [[{ a: 1 }], [{ a: 1, b: 2 }]] }, true],
    ["plain values of one array go with any of its elements", '{"l": [5], "l.a": [1]}', { l: [5, { a: 1 }] }, true],
    ["lists of plain values need one match each", '{"l": {"a": [1], "b": [2]}}', { l: { a: [0, 1], b: [2, 3] } }, true],
    [
        "absence counts within the element",
        '{"l": {"a": [1], "b": [{"exists": false}]}}',
        { l: [{ a: 1 }, { b: 2 }] },
        true,
    ],
    [
        "absence is void when the element has the field",
        '{"l": {"a": [1], "b": [{"exists": false}]}}',
        { l: [{ a: 1, b: 2 }, { b: 2 }] },
        false,
    ],
    [
        "absence only knows the fields before it",
        '{"l": {"a": [{"exists": false}], "b": [1]}}',
        { l: [{ a: 1 }, { b: 1 }] },
        false,
    ],
    [
        "absence or a value",
        '{"l": {"a": [1], "b": [{"exists": false}, 2]}}',
        {
            l: [
                { a: 1, b: 3 },
                { a: 1, b: 2 },
            ],
        },
        true,
    ],
    ["an empty array is no field", '{"l": {"a": [{"exists": true}]}}', { l: [] }, false],
];

describe("an event pattern's structure", () => {
    for (const [name, pattern, event, matches] of verdicts) {
        it(name, () => {
            expect(compilePattern(pattern).matches(event)).to.equal(matches);
        });
    }

    it("keeps no state between events", () => {
        const pattern = compilePattern('{"$or": [{"l": {"a": [1], "b": [2]}}, {"c": [3]}]}');

        const results = [{ l: [{ a: 1, b: 2 }] }, { l: [{ a: 1 }, { b: 2 }] }, { c: 3 }, {}].map((event) =>
            pattern.matches(event),
        );

        expect(results).to.deep.equal([true, false, true, false]);
    });

    it("does not try all combinations of arrays that have nothing to do with each other", () => {
        const names = ["a", "b", "c", "d", "e", "f"];
        const event = Object.fromEntries(
            names.map((name) => [name, Array.from({ length: 300 }, (_, v) => ({ v, w: v }))]),
        );
        const any = { v: [{ exists: true }] };
        const fields = { ...Object.fromEntries(names.map((name) => [name, any])), f: { v: [1], w: [2] } };

        // 300^5 combinations would take hours: the test's time limit is the assertion.
        expect(compilePattern(JSON.stringify(fields)).matches(event)).to.be.false;
    });

    it("does not run out of stack on deeply nested events", () => {
        const event = JSON.parse(`{"a": ${"[".repeat(20_000)}1${"]".repeat(20_000)}, "b": 1}`) as unknown;

        expect(compilePattern('{"a": [{"exists": false}], "b": [1]}').matches(event)).to.be.true;
    });
});
