import {
    BatchGetCommand,
    GetCommand,
    PutCommand,
    ScanCommand,
    type DynamoDBDocumentClient,
} from "@aws-sdk/lib-dynamodb";

import type { Hash } from "../billing/canonical";
import { readStoredItem } from "../billing/stored-item";
import type { LedgerEntry, RecordRead } from "../record-tables";
import type { Checkpoint } from "./checkpoint";

/** What tells an item apart, without its object. */
export interface ItemSighting {
    objectKey: string;
    account: string;
    kind: string;
    objectId: string;
    livemode: boolean;
    deleted: boolean;
}

/** What keeping in step reads of the state and the ledger. Items are written by the recorder. */
export interface SyncTables {
    /** The items with these keys: those that there are, by key. */
    readItems(objectKeys: readonly string[]): Promise<ReadonlyMap<string, RecordRead>>;
    /** The ledger's entries of these events: those that there are. */
    find(
        eventIds: readonly string[],
    ): Promise<readonly Pick<LedgerEntry, "eventId" | "eventType" | "objectId" | "outcome">[]>;
    /** Writes an event's ledger entry, in place of one that may be there. */
    replaceEntry(entry: LedgerEntry): Promise<void>;
    /** Every item, a page at a time, in no order. */
    scan(): AsyncGenerator<readonly ItemSighting[]>;
    /** How far an earlier run came; undefined where none is unfinished. */
    readCheckpoint(id: string): Promise<Checkpoint | undefined>;
    writeCheckpoint(id: string, checkpoint: Checkpoint): Promise<void>;
}

export interface SyncTablesDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    stateTable: string;
    ledgerTable: string;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    wait: (milliseconds: number) => Promise<unknown>;
}

/** BatchGetItem's limit (Amazon DynamoDB API Reference). */
const maxKeys = 100;
const maxAttempts = 8;
/** The ledger's time to live takes a checkpoint away that nobody goes on from. */
const checkpointDays = 30;

export function createSyncTables({ documents, stateTable, ledgerTable, now, wait }: SyncTablesDeps): SyncTables {
    /** All of the keys, asked for again where DynamoDB answers with a part of them. */
    async function batchGet(table: string, keys: readonly Hash[]): Promise<Hash[]> {
        const found: Hash[] = [];
        for (let start = 0; start < keys.length; start += maxKeys) {
            let left = keys.slice(start, start + maxKeys);
            for (let attempt = 1; left.length > 0; attempt++) {
                const { Responses, UnprocessedKeys } = await documents.send(
                    new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
                );
                const answered = Responses?.[table] ?? [];
                found.push(...answered);
                left = UnprocessedKeys?.[table]?.Keys ?? [];
                if (left.length > 0 && answered.length === 0) {
                    if (attempt >= maxAttempts) {
                        throw new Error(`DynamoDB is throttling: ${left.length} items of ${table} were not read`);
                    }
                    await wait(50 * 2 ** attempt);
                }
            }
        }
        return found;
    }

    return {
        async readItems(objectKeys) {
            const stored = await batchGet(
                stateTable,
                [...new Set(objectKeys)].map((objectKey) => ({ objectKey })),
            );
            return new Map(stored.map((one) => [String(one.objectKey), readStoredItem(one)]));
        },

        async find(eventIds) {
            const keys = [...new Set(eventIds)].map((eventId) => ({ eventId }));
            return (await batchGet(ledgerTable, keys)) as unknown as LedgerEntry[];
        },

        async replaceEntry(entry) {
            await documents.send(new PutCommand({ TableName: ledgerTable, Item: entry }));
        },

        async *scan() {
            let ExclusiveStartKey: Record<string, unknown> | undefined;
            do {
                const { Items = [], LastEvaluatedKey } = await documents.send(
                    new ScanCommand({
                        TableName: stateTable,
                        ExclusiveStartKey,
                        ProjectionExpression: "objectKey, account, kind, objectId, livemode, #deleted",
                        ExpressionAttributeNames: { "#deleted": "deleted" },
                    }),
                );
                yield Items as unknown as ItemSighting[];
                ExclusiveStartKey = LastEvaluatedKey;
            } while (ExclusiveStartKey !== undefined);
        },

        async readCheckpoint(id) {
            const { Item } = await documents.send(
                new GetCommand({ TableName: ledgerTable, Key: { eventId: id }, ConsistentRead: true }),
            );
            return Item?.checkpoint as Checkpoint | undefined;
        },

        async writeCheckpoint(id, checkpoint) {
            const entry: LedgerEntry = {
                eventId: id,
                eventType: "sync.checkpoint",
                outcome: "ignored",
                reason: "how far a backfill has come",
                recordedAt: new Date(now()).toISOString(),
                expiresAt: Math.floor(now() / 1000) + checkpointDays * 86_400,
            };
            await documents.send(new PutCommand({ TableName: ledgerTable, Item: { ...entry, checkpoint } }));
        },
    };
}
