import { MetricDataResult$ } from "@aws-sdk/client-cloudwatch";
import { NormalizedSchema } from "@smithy/core/schema";
import { expect } from "chai";

import { decodeCbor, encodeCbor } from "../../src/endpoint/cbor";
import { readInput } from "../../src/endpoint/read-input";

/** RFC 8949, appendix A: what each says in JSON. */
const examples: [hex: string, value: unknown][] = [
    ["00", 0],
    ["17", 23],
    ["1818", 24],
    ["1903e8", 1000],
    ["1a000f4240", 1000000],
    ["1b000000e8d4a51000", 1000000000000],
    ["20", -1],
    ["3903e7", -1000],
    ["fb3ff199999999999a", 1.1],
    ["f4", false],
    ["f5", true],
    ["f6", null],
    ["6449455446", "IETF"],
    ["62c3bc", "ü"],
    ["80", []],
    ["83010203", [1, 2, 3]],
    ["a0", {}],
    ["a26161016162820203", { a: 1, b: [2, 3] }],
];
const readOnly: [hex: string, value: unknown][] = [
    ["f93e00", 1.5],
    ["f90001", 5.960464477539063e-8],
    ["f97c00", Infinity],
    ["fa47c35000", 100000],
    ["4401020304", "AQIDBA=="],
    ["c11a514b67b0", 1363896240],
    ["c1fb41d452d9ec200000", 1363896240.5],
    ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
    ["bf6346756ef563416d7421ff", { Fun: true, Amt: -2 }],
    ["7f657374726561646d696e67ff", "streaming"],
    ["f7", null],
];

describe("CBOR", () => {
    for (const [hex, value] of examples) {
        it(`reads and writes ${hex} as ${JSON.stringify(value)}`, () => {
            expect(decodeCbor(Buffer.from(hex, "hex"))).to.deep.equal(value);
            expect(Buffer.from(encodeCbor(value)).toString("hex")).to.equal(hex);
        });
    }
    for (const [hex, value] of readOnly) {
        it(`reads ${hex} as ${JSON.stringify(value)}`, () => {
            expect(decodeCbor(Buffer.from(hex, "hex"))).to.deep.equal(value);
        });
    }

    it("tags the numbers that are instants by the schema", () => {
        const schema = NormalizedSchema.of(MetricDataResult$);

        const bytes = encodeCbor({ Timestamps: [1000], Values: [1000], Label: undefined }, schema);

        expect(Buffer.from(bytes).toString("hex")).to.equal(
            "a2" + "6a54696d657374616d7073" + "81c11903e8" + "6656616c756573" + "811903e8",
        );
    });

    it("gives an input none of a hostile key's members", () => {
        const value = decodeCbor(Buffer.from("a1695f5f70726f746f5f5fa1616101", "hex"));

        expect(readInput(value, undefined)).to.deep.equal({});
        expect(({} as { a?: number }).a).to.equal(undefined);
    });

    it("refuses what is not CBOR", () => {
        const refused = [
            "",
            "18",
            "62c3",
            "ff",
            "81ff",
            "1c",
            "a10101",
            "a1",
            "3f",
            "9a7fffffff",
            "81".repeat(1_000_000) + "00",
        ];
        for (const hex of refused) {
            expect(() => decodeCbor(Buffer.from(hex, "hex")), hex)
                .to.throw()
                .with.property("code", "SerializationException");
        }
    });
});
