import { paginateScan, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import type { LedgerEntry } from "../../handlers/record-tables";
import { matchesWildcard } from "../matches-wildcard";
import type { EventFilters, EventRow } from "./event-row";
import type { LedgerDeps } from "./read-ledger";

/**
 * The events that the ledger has, the latest first, from all of its entries: $0.016 a GB, where half a read unit is paid for each
 * 4 KB. It does not know customers, failures of handlers, or what the webhook refused.
 *
 * @param limit at most so many, and one more
 */
export async function* scanLedger(
    { outputs, documents }: LedgerDeps,
    filters: EventFilters,
    limit: number,
): AsyncGenerator<EventRow> {
    const { from, to = Infinity, objectId, outcome, types } = filters;
    const pages = paginateScan({ client: documents as DynamoDBDocumentClient }, { TableName: outputs.ledgerTableName });
    let rows: EventRow[] = [];
    for await (const { Items = [] } of pages) {
        const found = (Items as LedgerEntry[])
            .filter((entry) => objectId === undefined || entry.objectId === objectId)
            .filter((entry) => outcome === undefined || entry.outcome === outcome)
            .filter(({ eventType }) => types === undefined || types.some((type) => matchesWildcard(type, eventType)))
            .map(toRow)
            .filter(({ at }) => at >= from && at <= to);
        rows = [...rows, ...found].sort((a, b) => b.at - a.at).slice(0, limit + 1);
    }
    yield* rows;
}

function toRow({ eventId, eventType, objectId, outcome, reason, recordedAt }: LedgerEntry): EventRow {
    const at = Date.parse(recordedAt);
    return {
        at,
        // Of a second event with an id, the entry's key has its type too.
        eventId: eventId.split("#")[0],
        eventType,
        objectId,
        received: false,
        outcome,
        reason,
        decision: { at, outcome, reason },
        failures: [],
    };
}
