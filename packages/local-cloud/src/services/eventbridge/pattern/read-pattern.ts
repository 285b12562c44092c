import type { Alternative, Condition, Field, Scalar } from "./field";
import { InvalidPattern } from "./invalid-pattern";
import { sameAddress } from "./ip-address";
import { readOperator } from "./operators";
import { InexactNumber, JsonObject, parsePatternJson, type PatternJson } from "./pattern-json";

/** A field that stands twice counts the last time, so fields are kept by their paths. */
type Fields = ReadonlyMap<string, Field>;

/** AWS refuses patterns of "over 1000 rule combinations" (its user guide, on `$or`). */
const maxAlternatives = 1000;

/** Names that have a meaning of their own inside of `$or` (aws/event-ruler, `Constants`). */
const reserved = new Set([
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
]);

/**
 * Reads an event pattern. An event matches it when it matches any of the alternatives; there are several when the
 * pattern has `$or` (aws/event-ruler, `JsonRuleCompiler`).
 *
 * @param text JSON
 * @throws InvalidPattern
 */
export function readPattern(text: string): Alternative[] {
    const pattern = parsePatternJson(text);
    if (!(pattern instanceof JsonObject)) {
        throw new InvalidPattern("a pattern must be a JSON object");
    }
    return readObject(pattern, [], [new Map()], false).map((fields) =>
        [...fields.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
    );
}

/** Adds the fields of an object to each of `alternatives`. */
function readObject(
    { members }: JsonObject,
    path: readonly string[],
    alternatives: readonly Fields[],
    isInOr: boolean,
): readonly Fields[] {
    if (members.length === 0) {
        throw new InvalidPattern(`${place(path)} must not be an empty object`);
    }
    return members.reduce((result, [name, value]) => {
        if (name === "$or") {
            return readOr(value, path, result);
        }
        const steps = [...path, name];
        if (isInOr && reserved.has(name)) {
            throw new InvalidPattern(
                `${place(steps)} has the name of an operator, which "$or" does not take for a field`,
            );
        }
        if (value instanceof JsonObject) {
            return readObject(value, steps, result, isInOr);
        }
        const field = readField(value, steps);
        return result.map((fields) => new Map(fields).set(field.path, field));
    }, alternatives);
}

/** Each object of the list of `$or` makes alternatives of its own out of `alternatives`. */
function readOr(list: PatternJson, path: readonly string[], alternatives: readonly Fields[]): readonly Fields[] {
    if (!Array.isArray(list) || list.length < 2 || !list.every((object) => object instanceof JsonObject)) {
        throw new InvalidPattern(`${place([...path, "$or"])} must be a list of two or more objects`);
    }
    const result: Fields[] = [];
    for (const object of list) {
        result.push(...readObject(object, path, alternatives, true));
        if (result.length > maxAlternatives) {
            throw new InvalidPattern(`"$or" makes over ${maxAlternatives} rule combinations`);
        }
    }
    return result;
}

function readField(list: PatternJson, path: readonly string[]): Field {
    if (!Array.isArray(list)) {
        throw new InvalidPattern(`${place(path)} must be a list of values, or an object of fields`);
    }
    if (list.length === 0) {
        throw new InvalidPattern(`${place(path)} must not be an empty list`);
    }
    const exact = new Set<Scalar>();
    const conditions: Condition[] = [];
    let mayBeAbsent = false;
    for (const value of list) {
        const condition = readCondition(value, path);
        if (condition === "absent") {
            mayBeAbsent = true;
        } else if (condition === undefined) {
            exact.add(value as Scalar);
        } else {
            conditions.push(condition);
        }
    }
    return { path: path.join("."), matches: any(exact, conditions), mayBeAbsent };
}

/** What a value in a field's list asks for; undefined: a leaf that is this value. */
function readCondition(value: PatternJson, path: readonly string[]): Condition | "absent" | undefined {
    try {
        if (value instanceof JsonObject) {
            return readOperator(value);
        }
        if (value instanceof InexactNumber) {
            return nearest(value);
        }
        if (Array.isArray(value)) {
            throw new InvalidPattern("a list of values must not hold another list");
        }
        return typeof value === "string" ? sameAddress(value) : undefined;
    } catch (error) {
        throw error instanceof InvalidPattern ? new InvalidPattern(`${place(path)}: ${error.reason}`) : error;
    }
}

/**
 * AWS compares numbers that a double does not hold by their text. An event that was parsed has their nearest double
 * instead, which is the closest to that that can be had; one that a double takes for zero equals none.
 */
function nearest({ literal }: InexactNumber): Condition {
    const double = Number(literal);
    return (value) => value === double && double !== 0;
}

function any(exact: ReadonlySet<Scalar>, conditions: readonly Condition[]): Condition {
    const [only, ...others] = conditions;
    if (exact.size === 0 && only !== undefined && others.length === 0) {
        return only;
    }
    return (value) => exact.has(value) || conditions.some((condition) => condition(value));
}

function place(path: readonly string[]): string {
    return path.length === 0 ? "the pattern" : `"${path.join(".")}"`;
}
