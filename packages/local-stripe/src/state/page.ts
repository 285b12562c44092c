import type { Row, Sqlite } from "./sqlite";
import type { Where } from "./filter";

/** Which part of a list. */
export interface PageOptions {
    /** At most so many. */
    limit: number;
    /** The id of the object after which the page begins. */
    startingAfter?: string;
    /** The id of the object before which the page ends. */
    endingBefore?: string;
}

export interface Page<T> {
    data: T[];
    hasMore: boolean;
}

/**
 * Rows of a table, newest first.
 *
 * @param where the table and what its rows must be
 * @param cursor where the object of `startingAfter` or `endingBefore` is
 */
export function readPage(
    sqlite: Sqlite,
    table: string,
    where: Where,
    { limit, startingAfter, endingBefore }: PageOptions,
    cursor: Row | undefined,
): Page<Row> {
    const isBackwards = endingBefore !== undefined && startingAfter === undefined;
    const values = [...where.values];
    let { sql } = where;
    if (cursor !== undefined) {
        sql += ` AND (created, seq) ${isBackwards ? ">" : "<"} (?, ?)`;
        values.push(cursor.created as number, cursor.seq as number);
    }
    const direction = isBackwards ? "ASC" : "DESC";
    const rows = sqlite.all(
        `SELECT * FROM ${table} WHERE ${sql} ORDER BY created ${direction}, seq ${direction} LIMIT ?`,
        ...values,
        limit + 1,
    );
    const data = rows.slice(0, limit);
    return { data: isBackwards ? data.reverse() : data, hasMore: rows.length > limit };
}
