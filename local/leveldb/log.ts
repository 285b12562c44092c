import { maskedCrc32c } from "./crc32c";

/** What a file of LevelDB's log format holds; logs and manifests have it. */
export interface LogContents {
    /** The records, as far as they are whole. */
    records: Buffer[];
    /** Where what is not as LevelDB wrote it begins; undefined when all of it is. */
    badAt: number | undefined;
}

// leveldb, doc/log_format.md.
const blockBytes = 32_768;
const headerBytes = 7;
const types = { full: 1, first: 2, middle: 3, last: 4 } as const;

/**
 * Reads a log as LevelDB does, but takes for damage all that no crash leaves, where LevelDB leaves records out without a
 * word. A crash cuts the last record off, or leaves zeros up to the end of the file, which its size was written before.
 */
export function readLog(log: Buffer): LogContents {
    const records: Buffer[] = [];
    /** The parts of a record that is not at its end yet. */
    let parts: Buffer[] = [];
    let at = 0;
    while (at + headerBytes <= log.length) {
        const left = blockBytes - (at % blockBytes);
        if (left < headerBytes) {
            at += left; // no header has room: the rest of the block is filled up
            continue;
        }
        const end = endOf(log, at);
        if (end > log.length || !isWhole(log, at)) {
            return { records, badAt: isCutOff(log, at) ? undefined : at };
        }
        const type = log.readUInt8(at + 6);
        const begins = type === types.full || type === types.first;
        if (begins !== (parts.length === 0)) {
            return { records, badAt: at };
        }
        parts.push(log.subarray(at + headerBytes, end));
        if (type === types.full || type === types.last) {
            records.push(parts.length === 1 ? log.subarray(at + headerBytes, end) : Buffer.concat(parts));
            parts = [];
        }
        at = end;
    }
    return { records, badAt: undefined };
}

/** Where the part of a record that begins at `at` ends by its header. */
function endOf(log: Buffer, at: number): number {
    return at + headerBytes + log.readUInt16LE(at + 4);
}

/** Whether a part of a record begins at `at` that is all there, and as it was written. */
function isWhole(log: Buffer, at: number): boolean {
    const end = endOf(log, at);
    return (
        hasType(log, at) &&
        end <= Math.min(log.length, endOfBlock(at)) &&
        log.readUInt32LE(at) === maskedCrc32c(log.subarray(at + 6, end))
    );
}

function hasType(log: Buffer, at: number): boolean {
    const type = log.readUInt8(at + 6);
    return type >= types.full && type <= types.last;
}

function endOfBlock(at: number): number {
    return at - (at % blockBytes) + blockBytes;
}

/** Whether a crash may have left the log like this from `at` on. */
function isCutOff(log: Buffer, at: number): boolean {
    if (log.subarray(at).every((byte) => byte === 0)) {
        return true;
    }
    const end = endOf(log, at);
    return hasType(log, at) && end > log.length && end <= endOfBlock(at) && !holdsWhole(log, at + 1);
}

/** Whether a whole part of a record begins at `from` or later: then it is a length that is wrong, and not the end. */
function holdsWhole(log: Buffer, from: number): boolean {
    for (let at = from; at + headerBytes <= log.length; at++) {
        if (isWhole(log, at)) {
            return true;
        }
    }
    return false;
}
