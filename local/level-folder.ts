import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * Looks whether the files of a LevelDB are whole, before LevelDB opens them. LevelDB takes a folder without its file
 * CURRENT for a new one and removes the tables in it, and skips what it cannot read of its logs, without a word: data
 * would be gone that could still be saved. A last record that was cut off is what a crash leaves, and no damage.
 *
 * @param folder need not exist
 * @throws Error that names the file; nothing was changed then
 */
export async function checkLevelFolder(folder: string): Promise<void> {
    const names: string[] = await readdir(folder).catch(() => []);
    if (names.some((name) => name.endsWith(".ldb")) && !names.includes("CURRENT")) {
        throw damaged(path.join(folder, "CURRENT"), "it is missing");
    }
    for (const name of names.filter((one) => one.endsWith(".log"))) {
        const file = path.join(folder, name);
        const at = firstBadRecord(await readFile(file).catch(nothingWhenGone));
        if (at !== undefined) {
            throw damaged(file, `what stands at byte ${at} was not written there`);
        }
    }
}

/** A process that has the folder open removes logs that it no longer needs; opening it will be refused. */
function nothingWhenGone(error: NodeJS.ErrnoException): Buffer {
    if (error.code === "ENOENT") {
        return Buffer.alloc(0);
    }
    throw error;
}

function damaged(file: string, why: string): Error {
    return new Error(
        `${file} is damaged: ${why}. Nothing was changed: put a copy of its folder back, or take another folder`,
    );
}

// The format of logs: leveldb, doc/log_format.md.
const blockBytes = 32_768;
const headerBytes = 7;
const largestType = 4;

/** Where the first record begins that is not as it was written, and does not end the log; undefined when none. */
function firstBadRecord(log: Buffer): number | undefined {
    let at = 0;
    while (at + headerBytes <= log.length) {
        const left = blockBytes - (at % blockBytes);
        const length = left < headerBytes ? 0 : log.readUInt16LE(at + 4);
        const type = left < headerBytes ? 0 : log.readUInt8(at + 6);
        if (type === 0 && length === 0) {
            at += left; // the rest of a block, which is filled with zeros
            continue;
        }
        const end = at + headerBytes + length;
        const isWhole =
            type <= largestType &&
            headerBytes + length <= left &&
            end <= log.length &&
            log.readUInt32LE(at) === masked(crc32c(log.subarray(at + 6, end)));
        if (!isWhole) {
            return headerBytes + length <= left && end >= log.length ? undefined : at;
        }
        at = end;
    }
    return undefined;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
        crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
    return crc;
});

/** CRC-32C, the polynomial of Castagnoli. */
function crc32c(bytes: Buffer): number {
    let crc = 0xffffffff;
    for (const byte of bytes) {
        crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
    }
    return (crc ^ 0xffffffff) >>> 0;
}

/** LevelDB stores checksums so that one of bytes that hold checksums does not come out weak (util/crc32c.h). */
function masked(crc: number): number {
    return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
