import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, PutCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import type { BillingItem } from "./billing/item";
import type { Outcome } from "./billing/outcome";
import { readStoredItem, toStoredItem, type ItemWrite } from "./billing/stored-item";

/** What the ledger holds for each event. */
export interface LedgerEntry {
    /** The event's id; `${id}#${type}` for an event whose id was seen before with another type. */
    eventId: string;
    eventType: string;
    objectId?: string;
    outcome: Outcome;
    /** In words. */
    reason: string;
    /** The endpoint at Stripe that the event came by, if by one. */
    endpoint?: string;
    /** Of a snapshot event that was read for a thin one: the thin one's id. */
    thinEventId?: string;
    /** Of a thin event: the id of its snapshot, where it has one. */
    snapshotEventId?: string;
    /** RFC 3339. */
    recordedAt: string;
    /** When DynamoDB may remove the entry, in seconds since the epoch. */
    expiresAt: number;
}

/** What the recorder asks of an entry that is there already. */
export type KnownEntry = Pick<LedgerEntry, "eventType" | "outcome" | "reason" | "thinEventId">;

export interface RecordTablesDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    stateTable: string;
    ledgerTable: string;
}

/** What is there before an event is decided. */
export interface RecordRead {
    item?: BillingItem;
    /** The item's last writes; empty where there is no item. */
    journal: readonly ItemWrite[];
    /** The event's ledger entry. */
    known?: KnownEntry;
}

/** The recorder's reads and writes. */
export interface RecordTables {
    /** The object's item and the event's ledger entry, in one strongly consistent call. */
    read(objectKey: string, eventId: string): Promise<RecordRead>;
    /** The ledger's entries of several events. One that was written in the last second may be left out. */
    find(eventIds: readonly string[]): Promise<LedgerEntry[]>;
    /**
     * Writes the object's next item.
     *
     * @param version the version of the item that was read; undefined when there was none
     * @param journal the item's last writes, this one included
     * @returns false when the item is not as it was read, so that nothing was written
     */
    put(version: number | undefined, next: BillingItem, journal: readonly ItemWrite[]): Promise<boolean>;
    /**
     * Writes the ledger entry of an event.
     *
     * @returns the entry that is there already, when nothing was written
     */
    note(entry: LedgerEntry): Promise<KnownEntry | undefined>;
}

export function createRecordTables({ documents, stateTable, ledgerTable }: RecordTablesDeps): RecordTables {
    async function batchGet(RequestItems: NonNullable<BatchGetCommand["input"]["RequestItems"]>) {
        const { Responses, UnprocessedKeys } = await documents.send(new BatchGetCommand({ RequestItems }));
        if (Object.keys(UnprocessedKeys ?? {}).length > 0) {
            // To take an unread item for a missing one would only cost a conflict, but never let it look like an answer.
            throw new Error("DynamoDB is throttling: the batch was not read whole");
        }
        return { items: Responses?.[stateTable] ?? [], entries: (Responses?.[ledgerTable] ?? []) as LedgerEntry[] };
    }

    return {
        async read(objectKey, eventId) {
            const { items, entries } = await batchGet({
                [stateTable]: { Keys: [{ objectKey }], ConsistentRead: true },
                [ledgerTable]: { Keys: [{ eventId }], ConsistentRead: true },
            });
            const [stored] = items;
            return { ...(stored === undefined ? { journal: [] } : readStoredItem(stored)), known: entries[0] };
        },

        async find(eventIds) {
            const Keys = [...new Set(eventIds)].map((eventId) => ({ eventId }));
            return (await batchGet({ [ledgerTable]: { Keys } })).entries;
        },

        async put(version, next, journal) {
            const put = { TableName: stateTable, Item: toStoredItem(next, journal) };
            const condition =
                version === undefined
                    ? { ConditionExpression: "attribute_not_exists(objectKey)" }
                    : {
                          ConditionExpression: "#version = :version",
                          ExpressionAttributeNames: { "#version": "version" },
                          ExpressionAttributeValues: { ":version": version },
                      };
            try {
                await documents.send(new PutCommand({ ...put, ...condition }));
                return true;
            } catch (error) {
                if (isRefused(error)) {
                    return false;
                }
                throw error;
            }
        },

        async note(entry) {
            try {
                await documents.send(
                    new PutCommand({
                        TableName: ledgerTable,
                        Item: entry,
                        ConditionExpression: "attribute_not_exists(eventId)",
                        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
                    }),
                );
                return undefined;
            } catch (error) {
                const { Item: known } = error as { Item?: Record<string, AttributeValue> };
                if (!isRefused(error) || known === undefined) {
                    throw error;
                }
                // The document client leaves an error's item as it came.
                return {
                    eventType: known.eventType?.S ?? "",
                    outcome: known.outcome?.S as Outcome,
                    reason: known.reason?.S ?? "",
                    ...(known.thinEventId?.S !== undefined && { thinEventId: known.thinEventId.S }),
                };
            }
        },
    };
}

/** Whether a write's condition did not hold: somebody else wrote first. */
function isRefused(error: unknown): boolean {
    return (error as { name?: string }).name === "ConditionalCheckFailedException";
}
