import type { Hash, LifeEvent } from "stripe-events";

/** What a table of Stripe objects holds of one object. */
export interface Row {
    deleted: boolean;
    object: Hash;
    /** Seconds since the epoch: the `created` of the event that wrote it. */
    syncedAt: number;
}

/**
 * How Stripe's own sync engine takes events in: each is written when the row is older than the event by whole seconds
 * (https://github.com/stripe/sync-engine, `upsertManyWithTimestampProtection`); a deleted customer is a row that is
 * marked, and of other deleted objects the row is removed (`handleDeletedEvent`).
 *
 * @param isOlder whether a row of the first second gives way to an event of the second one
 */
export function baseline(isOlder: (row: number, event: number) => boolean) {
    return (events: readonly LifeEvent[]): Row | undefined =>
        events.reduce<Row | undefined>((row, event) => {
            const { object } = event.data;
            const isGone = event.type.endsWith(".deleted") && object.object !== "subscription";
            if (isGone && object.object !== "customer") {
                return undefined;
            }
            return row === undefined || isOlder(row.syncedAt, event.created)
                ? { deleted: isGone, object, syncedAt: event.created }
                : row;
        }, undefined);
}
