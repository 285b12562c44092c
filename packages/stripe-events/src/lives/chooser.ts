import type { Choose } from "./life";

/** Numbers from 0 to below 1 that depend on the seed alone (mulberry32, by Tommy Ettinger, public domain). */
export function seededRandom(seed: number): () => number {
    let state = seed | 0;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** Whole numbers that depend on the seed alone. */
export function seededChooser(seed: number): Choose {
    const random = seededRandom(seed);
    return (below) => Math.floor(random() * below);
}
