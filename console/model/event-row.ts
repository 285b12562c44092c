/** One coming of an event in the list: Stripe's second delivery, or a replay, is another. */
export interface EventRow {
    /** Tells the comings apart. */
    key: string;
    /** Stripe's id; undefined of a request that was refused before it was read. */
    id?: string;
    type?: string;
    objectId?: string;
    customerId?: string;
    /** The Connect account, or the Organization's context; none for the stack's own. */
    account?: string;
    /** In the ledger's words; or `failed` where a handler failed it, `refused` by the webhook, `waiting` until it is recorded. */
    outcome: string;
    reason?: string;
    /** When it came, in milliseconds since the epoch. */
    at: number;
}

/** What the list can be narrowed by. */
export interface EventFilter {
    /** Words that are all found in an event's id, type, object, customer or reason, whatever their case. */
    text: string;
    /** Empty takes every outcome. */
    outcome: string;
}

/** Rows that a filter lets through, in the same order. */
export function filterRows(rows: readonly EventRow[], { text, outcome }: EventFilter): readonly EventRow[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0 && outcome === "") {
        return rows;
    }
    return rows.filter((row) => {
        if (outcome !== "" && row.outcome !== outcome) {
            return false;
        }
        const { id = "", type = "", objectId = "", customerId = "", reason = "" } = row;
        const all = words.length > 0 ? `${id} ${type} ${objectId} ${customerId} ${reason}`.toLowerCase() : "";
        return words.every((word) => all.includes(word));
    });
}

/**
 * The rows with what is new of them, newest first. A row that comes again replaces the one before.
 *
 * @param rows newest first
 * @param news in any order
 */
export function mergeRows(rows: readonly EventRow[], news: readonly EventRow[], maxRows: number): readonly EventRow[] {
    const latest = new Map(news.map((row) => [row.key, row]));
    const added = [...latest.values()].sort((a, b) => b.at - a.at);
    const merged: EventRow[] = [];
    let next = 0;
    for (const row of rows) {
        if (latest.has(row.key)) {
            continue;
        }
        for (let one = added[next]; one !== undefined && one.at >= row.at; one = added[++next]) {
            merged.push(one);
        }
        merged.push(row);
    }
    merged.push(...added.slice(next));
    return merged.length > maxRows ? merged.slice(0, maxRows) : merged;
}
