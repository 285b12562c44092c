/** An object's history: by the order in which Stripe made the events, as far as that is known. */
export interface ObjectView {
    objectId: string;
    kind?: string;
    status?: string;
    customerId?: string;
    /** From when on the logs were searched, in milliseconds since the epoch. */
    searchedFrom: number;
    events: ObjectEventView[];
    /** The object as the state table has it. */
    current?: Record<string, unknown>;
}

/** One of the object's events. */
export interface ObjectEventView {
    eventId: string;
    eventType: string;
    /** When it was recorded, or else made, in milliseconds since the epoch. */
    at: number;
    /** Stripe's `created` of it, in seconds since the epoch, where the event can be had. */
    created?: number;
    outcome?: string;
    reason?: string;
    /** The object as the event shows it, where it can be had. */
    object?: Record<string, unknown>;
    /** The fields that it changed, as they were: Stripe's `previous_attributes`. */
    previous?: Record<string, unknown>;
    /** Where the object was read. */
    from?: "Stripe's API" | "the state table";
}

/** One field that differs. */
export interface FieldChange {
    /** Such as `items.data.0.quantity`. */
    path: string;
    /** JSON; undefined where the field was not there. */
    before?: string;
    after?: string;
}

/** What an event changed of its object, or why nobody can tell. */
export type VersionDiff =
    | { changes: FieldChange[]; since: "the version before" | "previous_attributes" }
    | { why: string };

/**
 * What the event at `index` changed: by the version before where both are known, else by what the event itself says.
 *
 * @param events the earliest first
 */
export function diffVersion(events: readonly ObjectEventView[], index: number): VersionDiff {
    const event = events[index];
    if (event?.object === undefined) {
        return { why: "The object as it was then is not kept." };
    }
    if (event.previous !== undefined) {
        const before = applyPrevious(event.object, event.previous);
        return { changes: diffJson(before, event.object), since: "previous_attributes" };
    }
    const before = events.slice(0, index).findLast((one) => isVersionBefore(one, event));
    if (before === undefined && event.eventType.endsWith(".created")) {
        return { changes: diffJson({}, event.object), since: "the version before" };
    }
    if (before?.object === undefined) {
        return { why: "The version before is not kept, and the event does not say what it changed." };
    }
    return { changes: diffJson(before.object, event.object), since: "the version before" };
}

/** One that came late is stale, and was a version still if it is of an earlier second; within one, nobody knows. */
function isVersionBefore({ outcome, created }: ObjectEventView, event: ObjectEventView): boolean {
    const isEarlier = created !== undefined && event.created !== undefined && created < event.created;
    return outcome !== "duplicate" && (outcome !== "stale" || isEarlier);
}

/** The object with the fields of `previous` as they were. Hashes are merged; arrays and anything else replaced. */
export function applyPrevious(
    object: Readonly<Record<string, unknown>>,
    previous: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
    const merged: Record<string, unknown> = { ...object };
    for (const [name, value] of Object.entries(previous)) {
        const now = merged[name];
        merged[name] = isHash(value) && isHash(now) ? applyPrevious(now, value) : value;
    }
    return merged;
}

/** The fields that differ, by their paths, in the order of the names. */
export function diffJson(before: unknown, after: unknown, path = ""): FieldChange[] {
    if (Object.is(before, after)) {
        return [];
    }
    const isNested = (isHash(before) && isHash(after)) || (Array.isArray(before) && Array.isArray(after));
    if (isNested) {
        const [one, other] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
        const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
        return names.flatMap((name) => diffJson(one[name], other[name], path === "" ? name : `${path}.${name}`));
    }
    const change: FieldChange = { path };
    if (before !== undefined) {
        change.before = JSON.stringify(before);
    }
    if (after !== undefined) {
        change.after = JSON.stringify(after);
    }
    return [change];
}

function isHash(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
