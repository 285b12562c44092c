import { toWhere, type Filters } from "./filter";
import { readPage, type Page, type PageOptions } from "./page";
import type { Sqlite } from "./sqlite";
import type { StripeObject } from "./stripe-object";

const columns: ReadonlySet<string> = new Set(["customer", "created"]);

/** Kinds of which Stripe still answers `{ id, object, deleted: true }` when they are gone. */
const leavesTombstone: ReadonlySet<string> = new Set(["account", "customer"]);

/**
 * The table of objects. An object is found by account, kind and id: each connected account has a world of its own, and the
 * platform's own account is "".
 */
export class Objects {
    constructor(private readonly sqlite: Sqlite) {}

    get(account: string, kind: string, id: string): StripeObject | undefined {
        const row = this.sqlite.first(
            "SELECT json FROM objects WHERE account = ? AND kind = ? AND id = ?",
            account,
            kind,
            id,
        );
        return row === undefined ? undefined : (JSON.parse(row.json as string) as StripeObject);
    }

    /** @throws Error when `startingAfter` or `endingBefore` names none */
    list(account: string, kind: string, page: PageOptions, filters: Filters = {}): Page<StripeObject> {
        const where = toWhere(filters, columns);
        const cursorId = page.startingAfter ?? page.endingBefore;
        const cursor =
            cursorId === undefined
                ? undefined
                : this.sqlite.first(
                      "SELECT created, seq FROM objects WHERE account = ? AND kind = ? AND id = ?",
                      account,
                      kind,
                      cursorId,
                  );
        if (cursorId !== undefined && cursor === undefined) {
            throw new Error(`No such ${kind}: '${cursorId}'`);
        }
        const { data, hasMore } = readPage(
            this.sqlite,
            "objects",
            { sql: `account = ? AND kind = ? AND deleted = 0${where.sql}`, values: [account, kind, ...where.values] },
            page,
            cursor,
        );
        return { data: data.map(({ json }) => JSON.parse(json as string) as StripeObject), hasMore };
    }

    /** Makes it, or, where a deleted one had its id, makes it anew. */
    insert(account: string, object: StripeObject, now: number): void {
        const { created, customer } = object;
        this.sqlite.run(
            `DELETE FROM objects WHERE account = ? AND kind = ? AND id = ? AND deleted = 1`,
            account,
            object.object,
            object.id,
        );
        this.sqlite.run(
            "INSERT INTO objects (account, kind, id, created, customer, json) VALUES (?, ?, ?, ?, ?, ?)",
            account,
            object.object,
            object.id,
            typeof created === "number" ? created : now,
            typeof customer === "string" ? customer : null,
            JSON.stringify(object),
        );
    }

    replace(account: string, object: StripeObject): void {
        this.sqlite.run(
            "UPDATE objects SET customer = ?, json = ? WHERE account = ? AND kind = ? AND id = ?",
            typeof object.customer === "string" ? object.customer : null,
            JSON.stringify(object),
            account,
            object.object,
            object.id,
        );
    }

    delete(account: string, kind: string, id: string): void {
        if (leavesTombstone.has(kind)) {
            this.sqlite.run(
                "UPDATE objects SET deleted = 1, json = ? WHERE account = ? AND kind = ? AND id = ?",
                JSON.stringify({ id, object: kind, deleted: true }),
                account,
                kind,
                id,
            );
        } else {
            this.sqlite.run("DELETE FROM objects WHERE account = ? AND kind = ? AND id = ?", account, kind, id);
        }
    }
}
