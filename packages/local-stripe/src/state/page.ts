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
    /** @default newest first */
    isOldestFirst?: boolean;
}

export interface Page<T> {
    data: T[];
    hasMore: boolean;
}

/**
 * Rows of a table in the order of making, newest first unless said otherwise.
 *
 * @param where the table and what its rows must be
 * @param cursor where the object of `startingAfter` or `endingBefore` is
 */
export function readPage(
    sqlite: Sqlite,
    table: string,
    where: Where,
    { limit, startingAfter, endingBefore, isOldestFirst = false }: PageOptions,
    cursor: Row | undefined,
): Page<Row> {
    const isBackwards = endingBefore !== undefined && startingAfter === undefined;
    const isAscending = isBackwards !== isOldestFirst;
    const values = [...where.values];
    let { sql } = where;
    if (cursor !== undefined) {
        sql += ` AND (created, seq) ${isAscending ? ">" : "<"} (?, ?)`;
        values.push(cursor.created as number, cursor.seq as number);
    }
    const direction = isAscending ? "ASC" : "DESC";
    const rows = sqlite.all(
        `SELECT id, json FROM ${table} WHERE ${sql} ORDER BY created ${direction}, seq ${direction} LIMIT ?`,
        ...values,
        limit + 1,
    );
    const data = rows.slice(0, limit);
    return { data: isBackwards ? data.reverse() : data, hasMore: rows.length > limit };
}
