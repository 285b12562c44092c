import type { Condition } from "./field";
import { InvalidPattern } from "./invalid-pattern";
import { InexactNumber, type PatternJson } from "./pattern-json";

const comparisons = new Map([
    ["=", (value: number, limit: number) => value === limit],
    ["<", (value: number, limit: number) => value < limit],
    ["<=", (value: number, limit: number) => value <= limit],
    [">", (value: number, limit: number) => value > limit],
    [">=", (value: number, limit: number) => value >= limit],
]);

interface Bound {
    readonly operator: string;
    readonly limit: number;
    holds(value: number): boolean;
}

/**
 * The condition of `{"numeric": ["=", 5]}` or `{"numeric": [">", 0, "<=", 5]}`.
 *
 * @throws InvalidPattern
 */
export function numeric(list: PatternJson): Condition {
    if (!Array.isArray(list) || (list.length !== 2 && list.length !== 4)) {
        throw new InvalidPattern('"numeric" takes a list such as ["=", 5] or [">", 0, "<=", 5]');
    }
    const first = readBound(list[0], list[1]);
    const bounds = list.length === 2 ? [first] : [first, upperBound(first, readBound(list[2], list[3]))];
    return (value) => Number.isFinite(value) && bounds.every((bound) => bound.holds(value as number));
}

function readBound(operator: PatternJson | undefined, operand: PatternJson | undefined): Bound {
    const compare = typeof operator === "string" ? comparisons.get(operator) : undefined;
    if (typeof operator !== "string" || compare === undefined) {
        throw new InvalidPattern(`"numeric" compares with ${[...comparisons.keys()].join(", ")} and nothing else`);
    }
    const limit = comparableNumber(operand);
    if (limit === undefined) {
        throw new InvalidPattern(`"numeric" needs a number after "${operator}"`);
    }
    return { operator, limit, holds: (value) => compare(value, limit) };
}

/** `second`, when it makes a range together with `first`. */
function upperBound(first: Bound, second: Bound): Bound {
    if (!first.operator.startsWith(">") || !second.operator.startsWith("<")) {
        throw new InvalidPattern('a "numeric" range takes ">" or ">=" first, then "<" or "<="');
    }
    if (first.limit >= second.limit) {
        throw new InvalidPattern('the lower bound of a "numeric" range must be less than the upper one');
    }
    return second;
}

/**
 * The number that `value` is; undefined when it is something else. AWS compares numbers as doubles, and only those that
 * a double holds (aws/event-ruler 2.0, `ComparableNumber`).
 *
 * @throws InvalidPattern when it is a number that a double cannot hold
 */
export function comparableNumber(value: PatternJson | undefined): number | undefined {
    if (value instanceof InexactNumber) {
        throw new InvalidPattern(`the number ${value.literal} is beyond a double's range or precision`);
    }
    return typeof value === "number" ? value : undefined;
}
