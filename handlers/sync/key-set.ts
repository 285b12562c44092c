import { createHash } from "node:crypto";

/** A set of keys, as numbers: a million take about 40 MB. */
export interface KeySet {
    add(key: string): void;
    /** True of a key that is not in it once in 4 × 10¹⁵ for each that is. */
    has(key: string): boolean;
}

export function createKeySet(): KeySet {
    const numbers = new Set<number>();
    return { add: (key) => void numbers.add(toNumber(key)), has: (key) => numbers.has(toNumber(key)) };
}

/** Of 52 bits, evenly spread. */
export function toNumber(key: string): number {
    const digest = createHash("sha1").update(key).digest();
    return digest.readUIntBE(0, 6) * 16 + (digest.readUInt8(6) >> 4);
}
