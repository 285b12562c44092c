import { BatchGetCommand, PutCommand, TransactWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import type { BillingItem } from "./billing/item";

/** What the ledger holds for each event id. */
export interface LedgerEntry {
    eventId: string;
    eventType: string;
    objectId?: string;
    outcome: "applied" | "duplicate" | "stale" | "ambiguous" | "passed over";
    /** In words. */
    reason: string;
    /** RFC 3339. */
    recordedAt: string;
    /** When DynamoDB may remove the entry, in seconds since the epoch. */
    expiresAt: number;
}

export interface RecordTablesDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    stateTable: string;
    ledgerTable: string;
}

/** The recorder's reads and writes. */
export interface RecordTables {
    /** The object's item and the event's ledger entry, in one strongly consistent call. */
    read(objectKey: string, eventId: string): Promise<{ item?: BillingItem; known?: LedgerEntry }>;
    /**
     * Writes the ledger entry and, where there is one, the object's next item, both or neither.
     *
     * @param version the version of the item that was read; undefined when there was none
     * @returns false when the item or the entry is not as it was read, so that nothing was written
     */
    write(version: number | undefined, next: BillingItem | undefined, entry: LedgerEntry): Promise<boolean>;
    /** Writes the ledger entry of an event that touches no item; does nothing when there is one. */
    note(entry: LedgerEntry): Promise<void>;
}

export function createRecordTables({ documents, stateTable, ledgerTable }: RecordTablesDeps): RecordTables {
    function putEntry(entry: LedgerEntry) {
        return { TableName: ledgerTable, Item: entry, ConditionExpression: "attribute_not_exists(eventId)" };
    }

    function putItem(version: number | undefined, next: BillingItem) {
        const put = { TableName: stateTable, Item: next };
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
            return {
                item: Responses?.[stateTable]?.[0] as BillingItem | undefined,
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
                await documents.send(new PutCommand(putEntry(entry)));
            } catch (error) {
                if (!isConflict(error)) {
                    throw error;
                }
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
