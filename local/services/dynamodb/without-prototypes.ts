/**
 * A copy of a request or an item whose objects have no prototype. dynalite looks attributes up without asking whether an
 * object has them itself, so that `constructor` would be there in every item.
 *
 * Where dynalite has copied an object member by member, an attribute `__proto__` has become the copy's prototype: here
 * it is an attribute again.
 */
export function withoutPrototypes<T>(value: T): T {
    if (Array.isArray(value)) {
        return value.map(withoutPrototypes) as T;
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const copy = Object.create(null) as Record<string, unknown>;
    for (const [name, member] of Object.entries(value)) {
        copy[name] = withoutPrototypes(member as unknown);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) {
        copy.__proto__ = withoutPrototypes(prototype);
    }
    return copy as T;
}
