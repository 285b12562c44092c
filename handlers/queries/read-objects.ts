import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";

import type { Hash } from "../billing/canonical";
import { readStored, type Stored } from "./objects";
import type { TableDeps } from "./query-index";

/** BatchGetItem's limit (API reference, "RequestItems"). */
export const maxObjects = 100;

/** How many answers may hold nothing of what is left to read; the wait after the first, in milliseconds. */
const maxEmptyAnswers = 6;
const firstWait = 100;

/**
 * Reads at most `maxObjects` objects by their keys, in the order of these, as they stand now.
 *
 * Rejects when DynamoDB throttles for longer than a few seconds.
 */
export type ReadObjects = (objectKeys: readonly string[]) => Promise<Stored<Hash>[]>;

export interface ReadObjectsDeps extends TableDeps {
    wait: (milliseconds: number) => Promise<void>;
}

export function createReadObjects({ documents, stateTable, wait }: ReadObjectsDeps): ReadObjects {
    return async (objectKeys) => {
        const found = new Map<string, Stored<Hash>>();
        let keys: Hash[] = objectKeys.map((objectKey) => ({ objectKey }));
        for (let empty = 0; keys.length > 0;) {
            const { Responses, UnprocessedKeys } = await documents.send(
                new BatchGetCommand({ RequestItems: { [stateTable]: { Keys: keys, ConsistentRead: true } } }),
            );
            const items = Responses?.[stateTable] ?? [];
            items.forEach((item) => found.set(item.objectKey as string, readStored<Hash>(item)));
            // Of a large batch, an answer holds 16 MB.
            keys = UnprocessedKeys?.[stateTable]?.Keys ?? [];
            if (keys.length > 0 && items.length === 0) {
                if (++empty === maxEmptyAnswers) {
                    throw new Error("DynamoDB is throttling: the objects were not read");
                }
                await wait(firstWait * 2 ** (empty - 1));
            }
        }
        return objectKeys.flatMap((objectKey) => found.get(objectKey) ?? []);
    };
}
