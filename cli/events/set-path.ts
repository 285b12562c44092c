/** The fields of an event itself. Any other path is within `data.object`. */
const eventFields: ReadonlySet<string> = new Set([
    "account",
    "api_version",
    "context",
    "created",
    "data",
    "id",
    "livemode",
    "object",
    "pending_webhooks",
    "request",
    "type",
]);

/** An id as Stripe makes them: `sub_1…`. */
const idForm = /^[a-z]+(_[a-z]+)*_\w{8,}$/;

type Container = Record<string, unknown>;

/**
 * Sets the field of `event` at `path`, and makes what is missing on the way. Where the field held an id that stands in
 * other places of the event's data too, such as a subscription's in its items, it changes there as well.
 *
 * @param path names and array positions with dots between: from the event when the first is one of its own fields
 * (`created`, `data.previous_attributes.status`), else from `data.object` (`items.data.0.quantity`)
 * @throws Error when the path leads through a value that has no fields, or is not one
 */
export function setPath(event: Container, path: string, value: unknown): void {
    const names = path.split(".");
    if (names.some((name) => name === "" || name === "__proto__")) {
        throw new Error(`"${path}" is not a path: write names with single dots between them, such as metadata.plan`);
    }
    const full = eventFields.has(names[0] ?? "") ? names : ["data", "object", ...names];
    const last = full.pop() ?? "";
    let container = event;
    for (const [depth, name] of full.entries()) {
        container[name] ??= {};
        const next = container[name];
        if (typeof next !== "object" || next === null) {
            throw new Error(`cannot set "${path}": ${full.slice(0, depth + 1).join(".")} is ${JSON.stringify(next)}`);
        }
        container = next as Container;
    }
    if (Array.isArray(container) && !/^\d+$/.test(last)) {
        throw new Error(`cannot set "${path}": "${last}" is not a position in a list (0, 1, …)`);
    }
    const before = container[last];
    container[last] = value;
    if (typeof before === "string" && typeof value === "string" && idForm.test(before)) {
        rename(event.data, before, value);
    }
}

/** Puts `to` wherever `value` holds the text `from`, alone or within a URL. */
function rename(value: unknown, from: string, to: string): void {
    if (typeof value !== "object" || value === null) {
        return;
    }
    const container = value as Container;
    for (const [name, field] of Object.entries(container)) {
        if (typeof field === "string" && field.includes(from)) {
            container[name] = field.replaceAll(from, () => to);
        } else {
            rename(field, from, to);
        }
    }
}
