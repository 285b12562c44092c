import { toWhere } from "./filter";
import { readPage, type Page, type PageOptions } from "./page";
import type { Row, Sqlite } from "./sqlite";
import type { SnapshotEvent } from "./stripe-object";

const columns: ReadonlySet<string> = new Set(["type", "created", "object_id"]);

/** How long Stripe shows events: https://docs.stripe.com/api/events */
const keptSeconds = 30 * 24 * 60 * 60;

/** Which events. */
export interface EventFilters {
    type?: string | readonly string[] | { glob: string };
    created?: { gte?: number; gt?: number; lte?: number; lt?: number } | number;
    /** The object that they are about. */
    object_id?: string;
    /** Whether every endpoint that selects it has it. */
    deliverySuccess?: boolean;
    /** Whether alerts are among them. @default false */
    alerts?: boolean;
}

/** The table of events. */
export class Events {
    constructor(private readonly sqlite: Sqlite) {}

    insert(account: string, event: SnapshotEvent): void {
        this.sqlite.run(
            "INSERT INTO events (seq, account, id, type, created, object_id, json) " +
                "SELECT coalesce(max(rowid), 0) + 1, ?, ?, ?, ?, ?, ? FROM events",
            account,
            event.id,
            event.type,
            event.created,
            event.alert === undefined ? (event.data.object.id ?? null) : null,
            JSON.stringify(event),
        );
    }

    /** Takes the place of an event with the same id, if there is one. */
    replace(account: string, event: SnapshotEvent): void {
        this.sqlite.run("DELETE FROM events WHERE id = ? AND account = ?", event.id, account);
        this.insert(account, event);
    }

    /** An event of the last 30 days before `now`, in seconds. */
    get(account: string, id: string, now: number): SnapshotEvent | undefined {
        const row = this.sqlite.first(
            "SELECT id, json FROM events WHERE id = ? AND account = ? AND created >= ?",
            id,
            account,
            now - keptSeconds,
        );
        return row && this.read(row);
    }

    /** @throws Error when `startingAfter` or `endingBefore` names none */
    list(account: string, page: PageOptions, filters: EventFilters, now: number): Page<SnapshotEvent> {
        const { deliverySuccess, alerts = false, ...rest } = filters;
        const where = toWhere(rest, columns);
        const cursorId = page.startingAfter ?? page.endingBefore;
        const cursor =
            cursorId === undefined
                ? undefined
                : this.sqlite.first("SELECT created, seq FROM events WHERE account = ? AND id = ?", account, cursorId);
        if (cursorId !== undefined && cursor === undefined) {
            throw new Error(`No such event: '${cursorId}'`);
        }
        const undelivered = "EXISTS (SELECT 1 FROM deliveries WHERE event_id = id AND delivered_at IS NULL)";
        const delivery = deliverySuccess === undefined ? "" : ` AND ${deliverySuccess ? "NOT " : ""}${undelivered}`;
        const kinds = alerts ? "" : " AND type NOT LIKE 'v2.%'";
        const { data, hasMore } = readPage(
            this.sqlite,
            "events",
            {
                sql: `account = ? AND created >= ?${where.sql}${delivery}${kinds}`,
                values: [account, now - keptSeconds, ...where.values],
            },
            page,
            cursor,
        );
        return { data: data.map((row) => this.read(row)), hasMore };
    }

    /** An event by its id alone, however old. */
    find(id: string): SnapshotEvent | undefined {
        const row = this.sqlite.first("SELECT id, json FROM events WHERE id = ?", id);
        return row && this.read(row);
    }

    private read({ id, json }: Row): SnapshotEvent {
        const event = JSON.parse(json as string) as SnapshotEvent;
        const count = this.sqlite.first(
            "SELECT count(*) AS pending FROM deliveries WHERE event_id = ? AND delivered_at IS NULL",
            id as string,
        );
        return { ...event, pending_webhooks: Number(count?.pending) };
    }
}
