import type { Alternative, Field } from "./field";
import { InvalidPattern } from "./invalid-pattern";
import { JsonReader } from "./json-reader";
import { readField } from "./read-field";

/** A field that stands twice counts the last time, so fields are kept by their paths. */
type Fields = ReadonlyMap<string, Field>;

/** AWS refuses patterns of "over 1000 rule combinations" (its user guide, on `$or`). */
const mostAlternatives = 1000;

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
 * @throws InvalidPattern
 */
export function readPattern(text: string): Alternative[] {
    const reader = new JsonReader(text);
    if (reader.next() !== "{") {
        reader.fail("Filter is not an object");
    }
    return readObject(reader, [], [new Map()], false).map((fields) =>
        [...fields.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
    );
}

/** Adds the fields of an object, read from behind its `{`, to each of `alternatives`. */
function readObject(
    reader: JsonReader,
    path: readonly string[],
    alternatives: readonly Fields[],
    isInOr: boolean,
): readonly Fields[] {
    let result = alternatives;
    let isEmpty = true;
    for (let token = reader.next(); token !== "}"; token = reader.next()) {
        isEmpty = false;
        const name = reader.text();
        if (name === "$or") {
            result = readOr(reader, path, result);
            continue;
        }
        if (isInOr && reserved.has(name)) {
            reader.fail(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
        }
        const steps = [...path, name];
        const value = reader.next();
        if (value === "{") {
            result = readObject(reader, steps, result, isInOr);
        } else if (value === "[") {
            const field = readField(reader, steps.join("."));
            result = result.map((fields) => new Map(fields).set(field.path, field));
        } else {
            reader.fail(`"${name}" must be an object or an array`);
        }
    }
    if (isEmpty) {
        reader.fail("Empty objects are not allowed");
    }
    return result;
}

/** Reads the list after `"$or":`: each of its objects makes alternatives of its own out of `alternatives`. */
function readOr(reader: JsonReader, path: readonly string[], alternatives: readonly Fields[]): readonly Fields[] {
    if (reader.next() !== "[") {
        reader.fail("It must be an Array followed with $or.");
    }
    const result: Fields[] = [];
    let objects = 0;
    for (let token = reader.next(); token !== "]"; token = reader.next()) {
        if (token !== "{") {
            reader.fail("Only JSON object is allowed in array of $or relationship.");
        }
        result.push(...readObject(reader, path, alternatives, true));
        objects++;
        if (result.length > mostAlternatives) {
            throw new InvalidPattern(`Rule is too complex - $or makes over ${mostAlternatives} rule combinations`);
        }
    }
    if (objects < 2) {
        reader.fail("There must have at least 2 Objects in $or relationship.");
    }
    return result;
}
