import { maskedCrc32c } from "./crc32c";
import { Reader } from "./reader";
import { uncompress } from "./snappy";

// leveldb, doc/table_format.md and table/format.h.
const footerBytes = 48;
const magic = 0xdb4775248b80fb57n;
/** After a block come its kind, a byte, and its checksum. */
const kinds = { plain: 0, snappy: 1 } as const;
const checksumBytes = 4;

/**
 * Looks whether all of a table is as it was written. LevelDB compares checksums only when it is asked to, and
 * classic-level cannot ask.
 *
 * @throws Error that says what is wrong
 */
export function checkTable(table: Buffer): void {
    if (table.length < footerBytes || table.readBigUInt64LE(table.length - 8) !== magic) {
        throw new Error("it does not end as a table does");
    }
    const footer = new Reader(table.subarray(-footerBytes));
    for (const index of [readBlock(table, footer), readBlock(table, footer)]) {
        for (const handle of valuesOf(index)) {
            checkedBlock(table, new Reader(handle));
        }
    }
}

/** The block that `handle` tells the place of, uncompressed. */
function readBlock(table: Buffer, handle: Reader): Buffer {
    const block = checkedBlock(table, handle);
    const content = block.subarray(0, -1);
    return block.at(-1) === kinds.snappy ? uncompress(content) : content;
}

/** The block, with its kind. */
function checkedBlock(table: Buffer, handle: Reader): Buffer {
    const [offset, length] = [handle.number(), handle.number()];
    const end = offset + length + 1;
    if (end + checksumBytes > table.length) {
        throw new Error(`it names a block at byte ${offset} that reaches beyond its end`);
    }
    const block = table.subarray(offset, end);
    if (table.readUInt32LE(end) !== maskedCrc32c(block)) {
        throw new Error(`the block at byte ${offset} is not as it was written`);
    }
    return block;
}

/** The values of a block's entries. Of the index and of the list of other blocks they are the places of blocks. */
function* valuesOf(block: Buffer): Iterable<Buffer> {
    // At its end stand the places where keys are whole, each of four bytes, and their number.
    const restarts = block.readUInt32LE(block.length - 4);
    const entries = new Reader(block.subarray(0, block.length - 4 * (restarts + 1)));
    while (!entries.isAtEnd) {
        entries.number(); // how much of the key before is shared
        const keyBytes = entries.number();
        const valueBytes = entries.number();
        entries.take(keyBytes);
        yield entries.take(valueBytes);
    }
}
