import { expect } from "chai";
import fc from "fast-check";

import { encodeFrame, frameReader } from "../../../../src/services/lambda/environments/frames.cjs";

interface Frame {
    head: object;
    body: string | undefined;
}

/** What a reader takes from `bytes` that come in pieces of `size`. */
function readInPieces(bytes: Buffer, size: number, maxBodyBytes?: number): Frame[] {
    const frames: Frame[] = [];
    const read = frameReader((head, body) => frames.push({ head, body }), maxBodyBytes);
    for (let at = 0; at < bytes.length; at += size) {
        read(bytes.subarray(at, at + size));
    }
    return frames;
}

describe("frames", () => {
    it("are read as they were written, wherever their bytes are cut", () => {
        const frame = fc.record({
            head: fc.dictionary(fc.string(), fc.string()),
            body: fc.string({ unit: "grapheme" }),
        });

        fc.assert(
            fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (frames, size) => {
                const bytes = Buffer.concat(frames.map(({ head, body }) => encodeFrame(head, body)));

                expect(readInPieces(bytes, size)).to.deep.equal(
                    frames.map(({ head, body }) => ({ head: JSON.parse(JSON.stringify(head)) as object, body })),
                );
            }),
        );
    });

    it("lose a body that is too large, and nothing else", () => {
        const bytes = Buffer.concat([
            encodeFrame({ number: 1 }, "12345"),
            encodeFrame({ number: 2 }, "123456"),
            encodeFrame({ number: 3 }, "12345"),
        ]);

        for (const size of [1, 3, 7, bytes.length]) {
            expect(readInPieces(bytes, size, 5)).to.deep.equal([
                { head: { number: 1 }, body: "12345" },
                { head: { number: 2 }, body: undefined },
                { head: { number: 3 }, body: "12345" },
            ]);
        }
    });
});
