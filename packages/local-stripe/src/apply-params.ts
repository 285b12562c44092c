type Fields = Readonly<Record<string, unknown>>;

/**
 * Sets what parameters say in a new object, or what they change in one: metadata key by key, with empty text removing one, and
 * a hash member by member.
 */
export function applyParams(object: Fields, params: Fields): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(params).map(([name, value]) => {
            const before = object[name];
            if (name === "metadata") {
                return [name, mergeMetadata(before as Fields | undefined, value as Fields | null)];
            }
            return [name, isHash(before) && isHash(value) ? { ...before, ...value } : value];
        }),
    );
}

function mergeMetadata(before: Fields = {}, changes: Fields | null): Fields {
    if (changes === null) {
        return {};
    }
    return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ""));
}

function isHash(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
