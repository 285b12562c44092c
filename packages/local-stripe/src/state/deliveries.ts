import type { Row, Sqlite } from "./sqlite";

/** An event on its way to an endpoint: written with the event, so that the end of the process loses none. */
export interface Delivery {
    eventId: string;
    endpointId: string;
    /** How often it was tried. */
    attempt: number;
    /** When it is to be tried next. Milliseconds since the epoch; null when it never is again. */
    nextAt: number | null;
    /** When the endpoint acknowledged it. Milliseconds since the epoch. */
    deliveredAt: number | null;
    /** What the endpoint answered last: an HTTP status, or the error's name. */
    lastStatus: string | null;
}

/** What came of an attempt. */
export interface DeliveryResult {
    status: number | string;
    /** Set when the endpoint acknowledged it. */
    deliveredAt?: number;
    /** When it is to be tried again. Left out when it never is. */
    nextAt?: number;
}

/** The table of deliveries. */
export class Deliveries {
    constructor(private readonly sqlite: Sqlite) {}

    insert(eventId: string, endpointId: string, now: number): void {
        this.sqlite.run(
            "INSERT OR REPLACE INTO deliveries (event_id, endpoint_id, next_at) VALUES (?, ?, ?)",
            eventId,
            endpointId,
            now,
        );
    }

    /** Those that are to be tried at `now`, the longest due first. */
    due(now: number, limit: number): Delivery[] {
        return this.sqlite
            .all("SELECT * FROM deliveries WHERE next_at <= ? ORDER BY next_at LIMIT ?", now, limit)
            .map(readDelivery);
    }

    /** When the next one is due, in milliseconds since the epoch. */
    nextDue(): number | undefined {
        const row = this.sqlite.first("SELECT min(next_at) AS next FROM deliveries WHERE next_at IS NOT NULL");
        return (row?.next as number | null) ?? undefined;
    }

    settle({ eventId, endpointId }: Delivery, { status, deliveredAt, nextAt }: DeliveryResult): void {
        this.sqlite.run(
            "UPDATE deliveries SET attempt = attempt + 1, last_status = ?, delivered_at = ?, next_at = ? " +
                "WHERE event_id = ? AND endpoint_id = ?",
            String(status),
            deliveredAt ?? null,
            nextAt ?? null,
            eventId,
            endpointId,
        );
    }

    /** @param endpointId the only one to which it is; else all that select it */
    schedule(eventId: string, nextAt: number | null, endpointId?: string): void {
        this.sqlite.run(
            "UPDATE deliveries SET next_at = ?1 WHERE event_id = ?2 AND (?3 IS NULL OR endpoint_id = ?3)",
            nextAt,
            eventId,
            endpointId ?? null,
        );
    }

    /** What was to go to an endpoint that is gone. */
    drop(endpointId: string): void {
        this.sqlite.run("DELETE FROM deliveries WHERE endpoint_id = ? AND delivered_at IS NULL", endpointId);
    }

    of(eventId: string): Delivery[] {
        return this.sqlite.all("SELECT * FROM deliveries WHERE event_id = ?", eventId).map(readDelivery);
    }
}

function readDelivery(row: Row): Delivery {
    return {
        eventId: row.event_id as string,
        endpointId: row.endpoint_id as string,
        attempt: row.attempt as number,
        nextAt: row.next_at as number | null,
        deliveredAt: row.delivered_at as number | null,
        lastStatus: row.last_status as string | null,
    };
}
