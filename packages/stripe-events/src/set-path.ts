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

/** Hashes whose keys are their owner's, a currency's or a payment method's: whatever is set in them may be. */
const openHashes: ReadonlySet<string> = new Set([
    "metadata",
    "capabilities",
    "currency_options",
    "invoice_credit_balance",
    "payment_method_details",
    "payment_method_options",
]);

type Container = Record<string, unknown>;

/**
 * Sets the field of `event` at `path`. A name that is not there is refused, for it is a slip more often than not, unless
 * it is in an open hash such as `metadata`, or in a field that holds nothing yet. Where the field held an id that stands in
 * other places of the event's data too, such as a subscription's in its items, it changes there as well.
 *
 * @param path names and array positions with dots between: from the event when the first is one of its own fields
 * (`created`, `data.previous_attributes.status`), else from `data.object` (`items.data.0.quantity`)
 * @throws Error when the path leads nowhere, or through a value that has no fields, or is not one
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
        checkName(event, path, full.slice(0, depth), name);
        const next = (Object.hasOwn(container, name) ? container[name] : undefined) ?? {};
        if (typeof next !== "object") {
            throw new Error(`cannot set "${path}": ${full.slice(0, depth + 1).join(".")} is ${JSON.stringify(next)}`);
        }
        container[name] = next;
        container = next as Container;
    }
    checkName(event, path, full, last);
    const before = container[last];
    container[last] = value;
    if (typeof before === "string" && typeof value === "string" && idForm.test(before)) {
        rename(event.data, before, value);
    }
}

/**
 * Checks that what is at `place` in the event may have the field `name`.
 *
 * @param path the whole path, for the message
 * @throws Error that says what it has
 */
function checkName(event: Container, path: string, place: readonly string[], name: string): void {
    const isOpen = place.some((part) => openHashes.has(part));
    // What changed is named as in the object itself.
    const model = place[1] === "previous_attributes" ? ["data", "object", ...place.slice(2)] : place;
    const known = model.reduce<unknown>((value, part) => (value as Container | undefined | null)?.[part], event);
    const where = place.join(".");
    if (Array.isArray(known)) {
        if (!/^\d+$/.test(name)) {
            throw new Error(`cannot set "${path}": "${name}" is not a position in a list (0, 1, …)`);
        }
        if (Number(name) > known.length) {
            throw new Error(`cannot set "${path}": ${where} has ${known.length}, so the next is ${known.length}`);
        }
        return;
    }
    // The event itself and its data have fields that not every event has.
    if (isOpen || place.length < 2 || typeof known !== "object" || known === null) {
        return;
    }
    const names = Object.keys(known);
    if (names.length > 0 && !names.includes(name)) {
        throw new Error(`cannot set "${path}": ${where} has no "${name}", but ${names.sort().join(", ")}`);
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
