import { expect } from "chai";

import { compilePattern } from "../../../../../local/services/eventbridge/pattern/compile";

const tooComplex =
    "Event pattern is not valid. Reason: Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";

const wildcards = (...texts: string[]) => texts.map((wildcard) => ({ wildcard }));

const taken: Record<string, object> = {
    "a few wildcards": { a: wildcards("arn:*:*:*:bus/*") },
    "many values with one wildcard each": { a: wildcards("*.a", "*.b", "*.c", "*.d", "*.e") },
    "many values that begin differently": {
        a: wildcards(..."abcdefghijklm".split("").map((letter) => `${letter}-*-x`)),
    },
    "three values with a slash before and after": { a: wildcards("*:x/*", "*:y/*", "*:z/*") },
    "as many wildcards in each of several fields": {
        a: wildcards("*:x/*", "*:y/*"),
        b: wildcards("*:x/*", "*:y/*"),
        c: wildcards("*:x/*", "*:y/*"),
    },
    "long texts that do not repeat, after wildcards": {
        a: wildcards("*abcdefghijklmnopqrstuvwxyz0123456789*", "*zyxwvutsrqponmlkjihgfedcba9876543210*"),
    },
};

const refused: Record<string, object> = {
    "a repeated character after each of many wildcards": { a: wildcards("*/*/*/*/*/x*") },
    "four values with a slash before and after": { a: wildcards("*/q/*.a", "*/q/*.b", "*/q/*.c", "*/q/*.d") },
    "a long repeated text after a wildcard": { a: wildcards(`*${"a".repeat(10)}`) },
    "many wildcards under anything-but": { a: [{ "anything-but": { wildcard: ["*/*/*/*/*/x*"] } }] },
    "many wildcards in a field after another": { a: ["x"], b: wildcards("*/*/*/*/*/x*") },
    "alternatives that come together": {
        $or: [{ a: wildcards("*-a-*", "*-b-*") }, { a: wildcards("*-c-*", "*-d-*") }],
    },
};

describe("a pattern's wildcards", () => {
    for (const [name, pattern] of Object.entries(taken)) {
        it(`are not too complex: ${name}`, () => {
            expect(compilePattern(JSON.stringify(pattern)).matches({})).to.be.false;
        });
    }

    for (const [name, pattern] of Object.entries(refused)) {
        it(`are too complex: ${name}`, () => {
            expect(() => compilePattern(JSON.stringify(pattern))).to.throw(Error, tooComplex);
        });
    }
});
