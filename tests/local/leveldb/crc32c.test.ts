import { expect } from "chai";

import { maskedCrc32c } from "../../../local/leveldb/crc32c";

describe("maskedCrc32c", () => {
    // RFC 3720, B.4, and masked.
    const examples: [what: string, bytes: Uint8Array, crc: number][] = [
        ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
        ["32 bytes of ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
        ["32 bytes that rise", Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
        ["a length that is no multiple of eight", Buffer.from("123456789"), 0xe3069283],
    ];
    for (const [what, bytes, crc] of examples) {
        it(`is the checksum of ${what}, masked`, () => {
            const masked = maskedCrc32c(bytes);

            const rotated = (masked - 0xa282ead8) >>> 0;
            expect(((rotated >>> 17) | (rotated << 15)) >>> 0).to.equal(crc);
        });
    }
});
