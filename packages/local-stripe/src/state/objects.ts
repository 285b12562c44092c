import { toWhere, type Filters } from "./filter";
import { readPage, type Page, type PageOptions } from "./page";
import type { Sqlite } from "./sqlite";
import type { StripeObject } from "./stripe-object";

const columns: ReadonlySet<string> = new Set(["created", "customer", "parent"]);

/** Which member names the object that one is part of, and so is in the column `parent`. */
const parents: Readonly<Record<string, string>> = {
    charge: "payment_intent",
    dispute: "charge",
    invoice_payment: "invoice",
    item: "checkout_session",
    line_item: "invoice",
    plan: "product",
    price: "product",
    product_feature: "product",
    refund: "charge",
    subscription_item: "subscription",
};

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
        const named = Object.entries(filters).map(
            ([name, one]) => [name === parents[kind] ? "parent" : name, one] as const,
        );
        const where = toWhere(Object.fromEntries(named), columns);
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
        const { created, object: kind, id } = object;
        this.sqlite.run(
            "DELETE FROM objects WHERE account = ? AND kind = ? AND id = ? AND deleted = 1",
            account,
            kind,
            id,
        );
        this.sqlite.run(
            "INSERT INTO objects (seq, account, kind, id, created, customer, parent, json) " +
                "SELECT coalesce(max(rowid), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM objects",
            account,
            kind,
            id,
            typeof created === "number" ? created : now,
            readId(object.customer),
            readId(object[parents[kind] ?? ""]),
            JSON.stringify(object),
        );
    }

    replace(account: string, object: StripeObject): void {
        this.sqlite.run(
            "UPDATE objects SET customer = ?, parent = ?, json = ? WHERE account = ? AND kind = ? AND id = ?",
            readId(object.customer),
            readId(object[parents[object.object] ?? ""]),
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

function readId(member: unknown): string | null {
    return typeof member === "string" ? member : null;
}
