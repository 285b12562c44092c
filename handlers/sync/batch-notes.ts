import { BatchWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import { readType } from "../billing/read";
import type { LedgerEntry, RecordTables } from "../record-tables";

export interface BatchNotesDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    ledgerTable: string;
    wait: (milliseconds: number) => Promise<unknown>;
}

interface Waiting {
    entry: LedgerEntry;
    resolve: () => void;
    reject: (error: unknown) => void;
}

/** BatchWriteItem's limit (Amazon DynamoDB API Reference). */
const maxEntries = 25;
const maxAttempts = 8;

/**
 * The recorder's tables for whoever writes many objects: the ledger entries of reads are written together, those that come
 * while others are under way as the next ones. Halves what a backfill asks of DynamoDB. Such a write has no condition, and
 * needs none: the id of a read is that of no event, and names the object and the second.
 */
export function batchNotes(tables: RecordTables, { documents, ledgerTable, wait }: BatchNotesDeps): RecordTables {
    let waiting: Waiting[] = [];
    let isWriting = false;

    async function write(batch: readonly Waiting[]): Promise<void> {
        // One request may not name a key twice.
        const entries = new Map(batch.map(({ entry }) => [entry.eventId, entry]));
        let left = [...entries.values()].map((Item) => ({
            PutRequest: { Item: Item as unknown as Record<string, unknown> },
        }));
        for (let attempt = 1; left.length > 0; attempt++) {
            if (attempt > maxAttempts) {
                throw new Error(`DynamoDB is throttling: ${left.length} entries of ${ledgerTable} were not written`);
            }
            const { UnprocessedItems } = await documents.send(
                new BatchWriteCommand({ RequestItems: { [ledgerTable]: left } }),
            );
            left = (UnprocessedItems?.[ledgerTable] ?? []) as typeof left;
            if (left.length > 0) {
                await wait(50 * 2 ** attempt);
            }
        }
    }

    async function writeWaiting(): Promise<void> {
        isWriting = true;
        while (waiting.length > 0) {
            const batch = waiting.slice(0, maxEntries);
            waiting = waiting.slice(maxEntries);
            try {
                await write(batch);
                batch.forEach(({ resolve }) => resolve());
            } catch (error) {
                batch.forEach(({ reject }) => reject(error));
            }
        }
        isWriting = false;
    }

    return {
        ...tables,
        async note(entry) {
            if (entry.eventType !== readType) {
                return tables.note(entry);
            }
            await new Promise<void>((resolve, reject) => {
                waiting.push({ entry, resolve, reject });
                if (!isWriting) {
                    void writeWaiting();
                }
            });
            return undefined;
        },
    };
}
