/** A JSON object. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` as an object; an absent one is empty. Throws for anything else, by the name `what`. */
export function readObject(what: string, value: unknown): Json {
    must(value === undefined || isObject(value), `${what} must be an object`);
    return value ?? {};
}

/** Throws `otherwise` unless `holds`. */
export function must(holds: boolean, otherwise: string): asserts holds {
    if (!holds) {
        throw new Error(otherwise);
    }
}
