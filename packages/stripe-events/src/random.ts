import { createHash } from "node:crypto";

/** A source of numbers from 0 to less than 1. */
export type Random = () => number;

/** A source that gives the same numbers for the same seed: the generator sfc32, seeded by a hash. */
export function seededRandom(seed: string | number): Random {
    const hash = createHash("sha256").update(String(seed)).digest();
    const state = new Uint32Array([0, 4, 8, 12].map((offset) => hash.readUInt32LE(offset)));
    return () => {
        const [a = 0, b = 0, c = 0, counter = 0] = state;
        const sum = (a + b + counter) | 0;
        state[0] = b ^ (b >>> 9);
        state[1] = (c + (c << 3)) | 0;
        state[2] = ((c << 21) | (c >>> 11)) + sum;
        state[3] = counter + 1;
        return (sum >>> 0) / 2 ** 32;
    };
}

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `length` letters and digits. */
export function randomText(random: Random, length: number): string {
    let text = "";
    for (let index = 0; index < length; index++) {
        text += letters.charAt(Math.floor(random() * letters.length));
    }
    return text;
}

/** One of `choices`. */
export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** A whole number from `least` to `most`, both included. */
export function between(random: Random, least: number, most: number): number {
    return least + Math.floor(random() * (most - least + 1));
}
