import { expect } from "chai";
import { fromStorable, countStoredBytes, toStorable } from "../../../handlers/billing/storable-json";

/** A hash with this one member of its own, also where that is `__proto__`. */
const makeHash = (key: string, member: unknown) => Object.fromEntries([[key, member]]);

describe("what DynamoDB's document client cannot keep as it is", () => {
    const inJson: [what: string, value: unknown, json: string][] = [
        ["a map with a key that the client takes for a class", { constructor: "Acme" }, '{"constructor":"Acme"}'],
        ["a map with a key that the client loses", makeHash("__proto__", { a: 1 }), '{"__proto__":{"a":1}}'],
        ["a map with an empty key", { "": null, a: -0 }, '{"":null,"a":-0}'],
        ["a map that could be taken for what stands for a value", { $json: "1" }, '{"$json":"1"}'],
        ["a map with a key that is not well-formed", { "\ud800": [] }, '{"\\ud800":[]}'],
        ["text that is not well-formed", "a\udc00", '"a\\udc00"'],
        ["a whole number that may not be exact", 2 ** 53, "9007199254740992"],
        ["a negative one", -(2 ** 53), "-9007199254740992"],
        ["a number too large to be a plain one", 1e21, "1e+21"],
        ["a number below what DynamoDB takes", 1e-200, "1e-200"],
        ["a negative zero", -0, "-0"],
    ];
    for (const [what, value, json] of inJson) {
        it(`stands in JSON text: ${what}`, () => {
            const stored = toStorable({ list: [value], kept: "é" });

            expect(stored).to.deep.equal({ list: [{ $json: json }], kept: "é" });
            expect(fromStorable(stored)).to.deep.equal({ list: [value], kept: "é" });
            expect(countStoredBytes([value])).to.equal(
                countStoredBytes([0]) - countStoredBytes(0) + 3 + 1 + "$json".length + json.length,
            );
        });
    }

    it("stands in JSON text where it is nested deeper than 24 levels", () => {
        const nested = (levels: number, inside: unknown): unknown =>
            levels === 0 ? inside : [nested(levels - 1, inside)];

        expect(toStorable(nested(23, 1))).to.deep.equal(nested(23, 1));
        expect(toStorable(nested(24, 1))).to.deep.equal(nested(23, { $json: "[1]" }));
        expect(fromStorable(toStorable(nested(400, 1)))).to.deep.equal(nested(400, 1));
    });

    it("is nothing else: the usual object is stored as it is", () => {
        const object = {
            id: "sub_1",
            quantity: 2 ** 53 - 1,
            rate: 1e-130,
            zero: 0,
            paused: null,
            metadata: { toString: "a", hasOwnProperty: "b", S: "" },
            items: { data: [{ id: "si_1", "😀": "😀" }] },
        };

        expect(toStorable(object)).to.deep.equal(object);
        expect(fromStorable(object)).to.deep.equal(object);
    });
});
