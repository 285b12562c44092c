import { BatchGetItemCommand, DeleteItemCommand, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** The latest change of an object that a subscriber failed, and has not handled since. */
export interface FailedChange {
    /** The object's version after the change; 0 where its item could not be read. */
    version: number;
    /** Whether the subscriber had missed an earlier change already. */
    missed: boolean;
}

/** Remembers, from the failure of a change to the next success with its object. Changes that succeed write nothing. */
export interface FailedChanges {
    /** By the object's key; at most 100 keys. */
    find(objectKeys: readonly string[]): Promise<Map<string, FailedChange>>;
    note(objectKey: string, failed: FailedChange): Promise<void>;
    forget(objectKey: string): Promise<void>;
}

export interface FailedChangesDeps {
    client: Pick<DynamoDBClient, "send">;
    /** Its key is `id`. */
    tableName: string;
    /** The subscriber's name: each fails for itself. */
    subscription: string;
    /** How long a failure is remembered, in days. */
    days: number;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
}

export function createFailedChanges({ client, tableName, subscription, days, now }: FailedChangesDeps): FailedChanges {
    const prefix = `${subscription}#failed#`;
    const keyOf = (objectKey: string) => ({ id: { S: `${prefix}${objectKey}` } });

    return {
        async find(objectKeys) {
            const keys = [...new Set(objectKeys)].map(keyOf);
            if (keys.length === 0) {
                return new Map();
            }
            // A retry may come right after the failure, in another execution environment.
            const RequestItems = { [tableName]: { Keys: keys, ConsistentRead: true } };
            const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }));
            if (Object.keys(UnprocessedKeys ?? {}).length > 0) {
                throw new Error("DynamoDB is throttling: what failed before was not read whole");
            }
            const found = Responses?.[tableName] ?? [];
            return new Map(
                found.map(({ id, version, missed }) => [
                    (id?.S ?? "").slice(prefix.length),
                    { version: Number(version?.N), missed: missed?.BOOL === true },
                ]),
            );
        },

        async note(objectKey, { version, missed }) {
            const expiration = { N: String(Math.floor(now() / 1000) + days * 86_400) };
            const Item = { ...keyOf(objectKey), version: { N: String(version) }, missed: { BOOL: missed }, expiration };
            await client.send(new PutItemCommand({ TableName: tableName, Item }));
        },

        async forget(objectKey) {
            await client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(objectKey) }));
        },
    };
}
