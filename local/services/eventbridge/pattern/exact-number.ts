import { comparableNumber } from "./comparable-number";
import type { Condition } from "./condition";
import { InvalidPattern } from "./invalid-pattern";

/**
 * The condition that a JSON number in a list of values makes. Numbers that a double holds compare by value, so that
 * `300`, `300.0` and `3.0e2` are one. AWS compares other ones by their text. An event that was parsed has their nearest
 * double instead, which is the closest to that that can be had; one that a double takes for zero equals none.
 */
export function exactNumber(literal: string): Condition {
    let expected: number;
    try {
        expected = comparableNumber(literal);
    } catch (error) {
        if (!(error instanceof InvalidPattern)) {
            throw error;
        }
        const nearest = Number(literal);
        return (value) => value === nearest && nearest !== 0;
    }
    return (value) => value === expected;
}
