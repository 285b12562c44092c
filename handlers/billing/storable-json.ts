import { isHash } from "./canonical";

/** The one member of the map that stands for a value in JSON text. */
const jsonMember = "$json";

/**
 * DynamoDB keeps 32 levels of nesting (Service quotas, "Nested attribute depth"). An item puts at most five around a value
 * that is stored, and a value in JSON text is a map of its own.
 */
const maxStoredLevels = 24;

/** DynamoDB's limit for an attribute's name, in bytes (Constraints, "Naming rules"). */
const maxKeyBytes = 65_535;

/** The least number that DynamoDB keeps, apart from 0 (Supported data types, "Number"). */
const minMagnitude = 1e-130;

/**
 * A JSON value in a form that DynamoDB and its document client keep as it is: what cannot stand as a value stands as
 * `{"$json": "<its JSON text>"}`. Any document client can read that; `fromStorable` puts the value back.
 *
 * In JSON text are: numbers that are not exact or not in DynamoDB's range, and -0; text that is not well-formed UTF-16;
 * maps with a key that the client loses (`__proto__`), takes for a class (`constructor`), or DynamoDB refuses (an empty
 * or a very long one), or with a key `$json`; and what is nested deeper than an item can be.
 *
 * @param value at most `maxLevels` deep
 * @param level how deep `value` lies in the value that is stored
 */
export function toStorable(value: unknown, level = 0): unknown {
    if (!canStand(value, level)) {
        return { [jsonMember]: jsonText(value) };
    }
    if (Array.isArray(value)) {
        return value.map((member) => toStorable(member, level + 1));
    }
    return isHash(value)
        ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toStorable(member, level + 1)]))
        : value;
}

/** The value that `toStorable` made `stored` of, at any depth of it. */
export function fromStorable(stored: unknown): unknown {
    if (Array.isArray(stored)) {
        return stored.map(fromStorable);
    }
    if (!isHash(stored)) {
        return stored;
    }
    const text = stored[jsonMember];
    return typeof text === "string"
        ? JSON.parse(text)
        : Object.fromEntries(Object.entries(stored).map(([key, member]) => [key, fromStorable(member)]));
}

/**
 * How many bytes DynamoDB counts for a JSON value in its storable form: text by its UTF-8 bytes, a number about one byte
 * for two digits and one more, a list or map three bytes and one for each member
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
export function countStoredBytes(value: unknown, level = 0): number {
    if (!canStand(value, level)) {
        return 3 + 1 + jsonMember.length + Buffer.byteLength(jsonText(value));
    }
    if (typeof value === "string") {
        return Buffer.byteLength(value);
    }
    if (typeof value === "number") {
        return Math.ceil(String(value).length / 2) + 2;
    }
    if (typeof value !== "object" || value === null) {
        return 1;
    }
    const isArray = Array.isArray(value);
    return Object.entries(value).reduce(
        (bytes, [key, member]) =>
            bytes + 1 + (isArray ? 0 : Buffer.byteLength(key)) + countStoredBytes(member, level + 1),
        3,
    );
}

/** Whether text has no half of a surrogate pair alone: UTF-8, which DynamoDB keeps text in, has none. */
export function isWellFormed(text: string): boolean {
    return !/\p{Surrogate}/u.test(text);
}

function canStand(value: unknown, level: number): boolean {
    if (typeof value === "string") {
        return isWellFormed(value);
    }
    if (typeof value === "number") {
        const magnitude = Math.abs(value);
        return magnitude <= Number.MAX_SAFE_INTEGER && (magnitude >= minMagnitude || Object.is(value, 0));
    }
    if (typeof value !== "object" || value === null) {
        return true;
    }
    return level < maxStoredLevels - 1 && (Array.isArray(value) || Object.keys(value).every(canBeKey));
}

/**
 * `@aws-sdk/util-dynamodb` tells a map by its `constructor`, and reads and writes members by assignment, which for
 * `__proto__` sets the prototype.
 */
function canBeKey(key: string): boolean {
    return (
        !["", "__proto__", "constructor", jsonMember].includes(key) &&
        isWellFormed(key) &&
        (key.length * 3 <= maxKeyBytes || Buffer.byteLength(key) <= maxKeyBytes)
    );
}

/** `JSON.stringify` makes 0 of -0. */
function jsonText(value: unknown): string {
    if (Array.isArray(value)) {
        return `[${value.map(jsonText).join(",")}]`;
    }
    if (isHash(value)) {
        const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`);
        return `{${members.join(",")}}`;
    }
    return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
