/** How many bytes one step takes: a table for each place makes it several times as fast as one for all. */
const step = 8;

/** What a byte contributes, by its value, at each of the places of a step: the last first. */
const tables = makeTables();

/** CRC-32C, the polynomial of Castagnoli, as LevelDB stores it: masked (leveldb, util/crc32c.h). */
export function maskedCrc32c(bytes: Uint8Array): number {
    const crc = crc32c(bytes);
    return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** `!` and not a default for what is never missing: this runs over every byte that is kept. */
function crc32c(bytes: Uint8Array): number {
    const [t0, t1, t2, t3, t4, t5, t6, t7] = tables;
    let crc = -1;
    let at = 0;
    for (; at + step <= bytes.length; at += step) {
        crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        crc =
            t7[crc & 0xff]! ^
            t6[(crc >>> 8) & 0xff]! ^
            t5[(crc >>> 16) & 0xff]! ^
            t4[crc >>> 24]! ^
            t3[bytes[at + 4]!]! ^
            t2[bytes[at + 5]!]! ^
            t1[bytes[at + 6]!]! ^
            t0[bytes[at + 7]!]!;
    }
    for (; at < bytes.length; at++) {
        crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]!) & 0xff]!;
    }
    return ~crc >>> 0;
}

type Tables = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];

function makeTables(): Tables {
    const first = Int32Array.from({ length: 256 }, (_, byte) => {
        let crc = byte;
        for (let bit = 0; bit < 8; bit++) {
            crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
        }
        return crc;
    });
    const made = [first];
    while (made.length < step) {
        made.push((made.at(-1) ?? first).map((crc) => (crc >>> 8) ^ (first[crc & 0xff] ?? 0)));
    }
    return made as Tables;
}
