import { expect } from "chai";

import { decodeForm } from "../../src/api/form";

/** As plain objects, for comparison. */
function decode(text: string): unknown {
    return JSON.parse(JSON.stringify(decodeForm(text)));
}

describe("a form-encoded body", () => {
    it("nests by brackets, encoded or not", () => {
        expect(decode("items[0][price]=p&items%5B0%5D%5Bquantity%5D=2&metadata[a b]=x%26y+z")).to.deep.equal({
            items: { 0: { price: "p", quantity: "2" } },
            metadata: { "a b": "x&y z" },
        });
    });

    it("appends to lists by empty brackets, alone or before others", () => {
        expect(decode("expand[]=a&expand[]=b&items[][price]=p&items[][quantity]=2")).to.deep.equal({
            expand: { 0: "a", 1: "b" },
            items: { 0: { price: "p", quantity: "2" } },
        });
    });

    it("takes any name, also those of a prototype", () => {
        const { metadata } = decodeForm("metadata[__proto__]=a&metadata[constructor]=b");

        expect(Object.entries(metadata ?? {})).to.deep.equal([
            ["__proto__", "a"],
            ["constructor", "b"],
        ]);
    });
});
