/** A JSON hash. */
export type Hash = Record<string, unknown>;

/** Whether a value is a JSON hash: not null, not an array. */
export function isHash(value: unknown): value is Hash {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A JSON value with the keys of every hash in order, so that equal values have equal JSON: itself where they are in order
 * already, else a copy. DynamoDB does not keep the order of a map's keys, so what is compared with what was read back must
 * not depend on it.
 */
export function canonical<T>(value: T): T {
    return ordered(value) as T;
}

/** The JSON of a value, the same for values that are equal. */
export function canonicalJson(value: unknown): string {
    return JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (Array.isArray(value)) {
        const members = value.map(ordered);
        return members.every((member, index) => member === value[index]) ? value : members;
    }
    return orderedHash(value as Hash);
}

function orderedHash(value: Hash): Hash {
    const keys = Object.keys(value);
    const isSorted = keys.every((key, index) => index === 0 || (keys[index - 1] as string) < key);
    const sorted = isSorted ? keys : keys.sort();
    const members = sorted.map((key) => ordered(value[key]));
    if (isSorted && members.every((member, index) => member !== undefined && member === value[keys[index] as string])) {
        return value;
    }
    const copy: Hash = {};
    for (const [index, key] of sorted.entries()) {
        const member = members[index];
        if (key === "__proto__") {
            // An assignment would set the prototype, and lose the member.
            Object.defineProperty(copy, key, { value: member, enumerable: true, configurable: true, writable: true });
        } else if (member !== undefined) {
            copy[key] = member;
        }
    }
    return copy;
}
