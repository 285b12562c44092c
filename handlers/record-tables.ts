import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, PutCommand, TransactWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import type { BillingItem } from "./billing/item";
import { fromStoredItem, toStoredItem } from "./billing/stored-item";

/** What the ledger holds for each event. */
export interface LedgerEntry {
    /** The event's id; `${id}#${type}` for an event whose id was seen before with another type. */
    eventId: string;
    eventType: string;
    objectId?: string;
    outcome: "applied" | "duplicate" | "stale" | "ambiguous" | "ignored";
    /** In words. */
    reason: string;
    /** RFC 3339. */
    recordedAt: string;
    /** When DynamoDB may remove the entry, in seconds since the epoch. */
    expiresAt: number;
}

/** What the recorder asks of an entry that is there already. */
export type KnownEntry = Pick<LedgerEntry, "eventType" | "outcome">;

export interface RecordTablesDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    stateTable: string;
    ledgerTable: string;
}

/** The recorder's reads and writes. */
export interface RecordTables {
    /** The object's item and the event's ledger entry, in one strongly consistent call. */
    read(objectKey: string, eventId: string): Promise<{ item?: BillingItem; known?: KnownEntry }>;
    /**
     * Writes the ledger entry and, where there is one, the object's next item, both or neither.
     *
     * @param version the version of the item that was read; undefined when there was none
     * @returns false when the item or the entry is not as it was read, so that nothing was written
     */
    write(version: number | undefined, next: BillingItem | undefined, entry: LedgerEntry): Promise<boolean>;
    /**
     * Writes the ledger entry of an event that touches no item.
     *
     * @returns the entry that is there already, when nothing was written
     */
    note(entry: LedgerEntry): Promise<KnownEntry | undefined>;
}

export function createRecordTables({ documents, stateTable, ledgerTable }: RecordTablesDeps): RecordTables {
    function putEntry(entry: LedgerEntry) {
        return { TableName: ledgerTable, Item: entry, ConditionExpression: "attribute_not_exists(eventId)" };
    }

    function putItem(version: number | undefined, next: BillingItem) {
        const put = { TableName: stateTable, Item: toStoredItem(next) };
        return version === undefined
            ? { ...put, ConditionExpression: "attribute_not_exists(objectKey)" }
            : {
                  ...put,
                  ConditionExpression: "#version = :version",
                  ExpressionAttributeNames: { "#version": "version" },
                  ExpressionAttributeValues: { ":version": version },
              };
    }

    return {
        async read(objectKey, eventId) {
            const { Responses, UnprocessedKeys } = await documents.send(
                new BatchGetCommand({
                    RequestItems: {
                        [stateTable]: { Keys: [{ objectKey }], ConsistentRead: true },
                        [ledgerTable]: { Keys: [{ eventId }], ConsistentRead: true },
                    },
                }),
            );
            if (Object.keys(UnprocessedKeys ?? {}).length > 0) {
                // To take an unread item for a missing one would only cost a conflict, but never let it look like an answer.
                throw new Error("DynamoDB is throttling: the batch was not read whole");
            }
            const stored = Responses?.[stateTable]?.[0];
            return {
                item: stored && fromStoredItem(stored),
                known: Responses?.[ledgerTable]?.[0] as LedgerEntry | undefined,
            };
        },

        async write(version, next, entry) {
            try {
                if (next === undefined) {
                    await documents.send(new PutCommand(putEntry(entry)));
                } else {
                    await documents.send(
                        new TransactWriteCommand({
                            TransactItems: [{ Put: putItem(version, next) }, { Put: putEntry(entry) }],
                        }),
                    );
                }
                return true;
            } catch (error) {
                if (isConflict(error)) {
                    return false;
                }
                throw error;
            }
        },

        async note(entry) {
            try {
                await documents.send(
                    new PutCommand({ ...putEntry(entry), ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
                );
                return undefined;
            } catch (error) {
                const { Item: known } = error as { Item?: Record<string, AttributeValue> };
                if (!isConflict(error) || known === undefined) {
                    throw error;
                }
                // The document client leaves an error's item as it came.
                return {
                    eventType: known.eventType?.S ?? "",
                    outcome: known.outcome?.S as LedgerEntry["outcome"],
                };
            }
        },
    };
}

/** Whether the write failed because somebody else wrote, and for no other reason. */
function isConflict(error: unknown): boolean {
    const { name, CancellationReasons } = error as { name?: string; CancellationReasons?: { Code?: string }[] };
    if (name === "ConditionalCheckFailedException" || name === "TransactionConflictException") {
        return true;
    }
    const conflicts = ["None", "ConditionalCheckFailed", "TransactionConflict"];
    return (
        name === "TransactionCanceledException" &&
        (CancellationReasons ?? []).length > 0 &&
        (CancellationReasons ?? []).every(({ Code }) => conflicts.includes(Code ?? "None"))
    );
}
