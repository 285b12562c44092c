import { BatchGetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { StreamRecord } from "aws-lambda";
import { gunzipSync, gzipSync } from "node:zlib";

import { letterKey, letterPrefix } from "./billing/letter-key";
import type { FailedChangesDeps } from "./failed-changes";

/** An item as the table's stream shows it. */
export type Image = NonNullable<StreamRecord["NewImage"]>;

/** What a letter in the dead-letter queue lacks to be redriven: Lambda writes only where in the stream the change is. */
export interface ChangeLetter {
    /** The object's version after the change. */
    version: number;
    /** The item before the change; undefined where there was none. What only the recorder reads of it is not kept. */
    before?: Image;
}

/** Keeps, of each change that failed, what it takes to redrive it, for longer than a queue keeps its letter. */
export interface ChangeLetters {
    keep(sequenceNumber: string, letter: ChangeLetter & { objectKey: string }): Promise<void>;
    /** The letter that an item's attribute `redriven` names; undefined when it is not there any more. */
    find(redriven: string): Promise<ChangeLetter | undefined>;
    /** Whether an item's attribute `redriven` names a letter of this subscriber's. */
    isOwn(redriven: string | undefined): redriven is string;
}

/** SQS keeps a message for 14 days at most. */
const letterDays = 15;

export function createChangeLetters(deps: Omit<FailedChangesDeps, "days">): ChangeLetters {
    const { client, tableName, subscription, now } = deps;
    return {
        async keep(sequenceNumber, { objectKey, version, before }) {
            const { memory: _memory, journal: _journal, ...shown } = before ?? {};
            const Item = {
                id: { S: letterKey(subscription, sequenceNumber) },
                objectKey: { S: objectKey },
                version: { N: String(version) },
                // As a map it would be nested one level deeper, and could be larger than an item may be.
                ...(before && { before: { B: gzipSync(JSON.stringify(shown)) } }),
                expiration: { N: String(Math.floor(now() / 1000) + letterDays * 86_400) },
            };
            await client.send(new PutItemCommand({ TableName: tableName, Item }));
        },

        async find(redriven) {
            const Keys = [{ id: { S: redriven } }];
            const RequestItems = { [tableName]: { Keys, ConsistentRead: true } };
            const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }));
            if (Object.keys(UnprocessedKeys ?? {}).length > 0) {
                throw new Error("DynamoDB is throttling: the letter was not read");
            }
            const [item] = Responses?.[tableName] ?? [];
            const before = item?.before?.B;
            return (
                item && {
                    version: Number(item.version?.N),
                    ...(before && { before: JSON.parse(gunzipSync(before).toString()) as Image }),
                }
            );
        },

        isOwn: (redriven): redriven is string => redriven?.startsWith(letterPrefix(subscription)) === true,
    };
}
