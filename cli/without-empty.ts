/** Stripe's objects are mostly fields that hold nothing: what a person looks for is among the others. */
export function withoutEmpty(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutEmpty);
    }
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
        return value;
    }
    const kept = Object.entries(value)
        .map(([key, field]) => [key, withoutEmpty(field)] as const)
        .filter(([, field]) => field !== null && !(typeof field === "object" && Object.keys(field).length === 0));
    return Object.fromEntries(kept);
}
