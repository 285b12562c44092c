import { isHash, type Hash } from "../billing/canonical";

export interface AccountOptions {
    /** A Connect account, or an Organization's; the platform's own objects when left out. */
    account?: string;
}

export interface PageOptions extends AccountOptions {
    /** At most so many; a page has no more than 100. @default 100 */
    limit?: number;
    /** Where the page before this one ended: that page's `cursor`. */
    cursor?: string;
}

/** A page may hold fewer than the limit, even nothing: the last one is that without a cursor. */
export interface Page<T> {
    items: T[];
    /** Where the next page begins; absent on the last one. */
    cursor?: string;
}

/** @throws RangeError when a page cannot have that many */
export function checkLimit(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1) {
        throw new RangeError(`limit is ${limit}: it is a whole number of at least 1`);
    }
    return limit;
}

/** A cursor that says which query it is of. `at` is where that query goes on. */
export function toCursor(query: string, at: Hash): string {
    return Buffer.from(JSON.stringify({ query, at })).toString("base64url");
}

/** @throws Error when the text is no cursor, or one of another query */
export function fromCursor(query: string, cursor: string): Hash {
    const { query: madeBy, at } = parse(cursor);
    if (typeof madeBy !== "string" || !isHash(at)) {
        throw new Error(`"${cursor}" is not a cursor: pass the one that came with the page before`);
    }
    if (madeBy !== query) {
        throw new Error(`the cursor is that of another query (${madeBy}), and this one is ${query}`);
    }
    return at;
}

function parse(cursor: string): Hash {
    try {
        const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
        return isHash(value) ? value : {};
    } catch {
        return {};
    }
}
