import { expect } from "chai";

import { uncompress } from "../../../local/leveldb/snappy";

describe("uncompress", () => {
    const long = "x".repeat(100);
    const examples: [what: string, compressed: Buffer, text: string][] = [
        ["bytes as they are", Buffer.from("\x05\x10hello"), "hello"],
        ["many bytes as they are", Buffer.concat([Buffer.from([100, 60 << 2, 99]), Buffer.from(long)]), long],
        ["a copy that goes on into itself", Buffer.from([9, 1 << 2, 97, 98, 1 | (3 << 2), 2]), "ababababa"],
        ["a copy with a place of two bytes", Buffer.from([4, 1 << 2, 97, 98, 2 | (1 << 2), 2, 0]), "abab"],
        ["a copy with a place of four bytes", Buffer.from([4, 1 << 2, 97, 98, 3 | (1 << 2), 2, 0, 0, 0]), "abab"],
    ];
    for (const [what, compressed, text] of examples) {
        it(`gives ${what}`, () => {
            expect(uncompress(compressed).toString()).to.equal(text);
        });
    }

    it("refuses what is cut off", () => {
        expect(() => uncompress(Buffer.from("\x05\x10hel"))).to.throw();
    });
});
