type Fields = Readonly<Record<string, unknown>>;

/**
 * An event's `previous_attributes`: of each member that differs, what it was. Of a hash only the members that differ, and of
 * a list all of it; what was not there is null. Undefined when nothing differs.
 * https://docs.stripe.com/api/events/object#event_object-data-previous_attributes
 */
export function previousAttributes(before: Fields, after: Fields): Record<string, unknown> | undefined {
    const previous: Record<string, unknown> = {};
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const [was, is] = [before[name], after[name]];
        if (JSON.stringify(was) === JSON.stringify(is)) {
            continue;
        }
        // Defined, not assigned: metadata may have a key "__proto__".
        Object.defineProperty(previous, name, {
            value: isFields(was) && isFields(is) ? previousAttributes(was, is) : (was ?? null),
            configurable: true,
            enumerable: true,
            writable: true,
        });
    }
    return Object.keys(previous).length === 0 ? undefined : previous;
}

function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
