import { canonicalJson, isHash, type Hash } from "./canonical";
import type { BillingItem } from "./item";
import { readType } from "./read";
import { readShown, readStoredItem } from "./stored-item";

type Shown = Omit<BillingItem, "memory">;

/** Why the recorder wrote: an event of Stripe's, or a read of Stripe's API. */
export type Cause = "event" | "backfill" | "repair";

/** What a write of an object's item changed of what it shows. */
export interface ItemChange {
    /** Undefined for the object's first state. */
    before?: Shown;
    after: Shown;
    cause: Cause;
}

/** What a change must be to be wanted; without any of it, each is. */
export interface ItemFilter {
    /** The object came to have one of these statuses, and had another one before, or none. */
    status?: readonly string[];
    /** One of these fields of the object changed. `status` is the item's: it tells of deletions too. */
    changed?: readonly string[];
}

/**
 * What a write changed of an object, from the item that the table held and the one that it holds; undefined where only the
 * recorder's own notes differ, or which event the state is of. Binary attributes may be in base64, as Lambda gives them.
 *
 * @throws Error for an item that is not the recorder's
 */
export function readChange(former: Hash | undefined, stored: Hash): ItemChange | undefined {
    const after = readItem(stored);
    const before = former && readItem(former);
    return before !== undefined && visible(before) === visible(after)
        ? undefined
        : { ...(before !== undefined && { before }), after, cause: readCause(stored) };
}

/** Whether a change is of those that a filter selects. */
export function isWanted({ before, after }: ItemChange, { status, changed }: ItemFilter): boolean {
    const became =
        status === undefined ||
        (after.status !== undefined && status.includes(after.status) && after.status !== before?.status);
    return became && (changed === undefined || changed.some((field) => read(before, field) !== read(after, field)));
}

function readItem(stored: Hash): Shown {
    const { objectKey, version, object } = stored;
    if (typeof version !== "number" || !isHash(object)) {
        throw new Error(`the item ${String(objectKey)} lacks its version or its object: was it written by hand?`);
    }
    return readShown(stored);
}

function visible({ object, status, deleted, customerId, livemode, truncated }: Shown): string {
    return canonicalJson([object, status, deleted, customerId, livemode, truncated].map(nullAbsent));
}

/** Stripe writes null for what is not there, so null and absent are one. */
function read(item: Shown | undefined, field: string): string {
    const value = field === "status" ? item?.status : item?.object[field];
    return canonicalJson(nullAbsent(value));
}

function nullAbsent(value: unknown): unknown {
    return value ?? null;
}

/** The reason of an item's last write tells a backfill from a repair. */
function readCause(stored: Hash): Cause {
    if (stored.eventType !== readType) {
        return "event";
    }
    const { memory } = stored;
    const { journal } = readStoredItem({
        ...stored,
        ...(typeof memory === "string" && { memory: Buffer.from(memory, "base64") }),
    });
    return /; backfill by /.test(journal.at(-1)?.reason ?? "") ? "backfill" : "repair";
}
