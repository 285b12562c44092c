/** A JSON hash. */
export type Hash = Record<string, unknown>;

/** Whether a value is a JSON hash: not null, not an array. */
export function isHash(value: unknown): value is Hash {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A copy of a JSON value with the keys of every hash in order, so that equal values have equal JSON. DynamoDB does not
 * keep the order of a map's keys, so what is compared with what was read back must not depend on it.
 */
export function canonical<T>(value: T): T {
    return ordered(value) as T;
}

/** The JSON of a value, the same for values that are equal. */
export function canonicalJson(value: unknown): string {
    return JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(ordered);
    }
    if (!isHash(value)) {
        return value;
    }
    const copy: Hash = {};
    for (const key of Object.keys(value).sort()) {
        const member = value[key];
        if (key === "__proto__") {
            // An assignment would set the prototype, and lose the member.
            Object.defineProperty(copy, key, {
                value: ordered(member),
                enumerable: true,
                configurable: true,
                writable: true,
            });
        } else if (member !== undefined) {
            copy[key] = typeof member === "object" && member !== null ? ordered(member) : member;
        }
    }
    return copy;
}
