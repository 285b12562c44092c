import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import type { Hash } from "../billing/canonical";
import { readStored, type Stored } from "./objects";

export interface IndexQuery {
    index: string;
    /** On the index's keys, with the values that it names. */
    condition: string;
    values: Record<string, string>;
    /** At most so many items. */
    limit: number;
    /** Where the answer before this one ended. */
    start?: Hash;
}

/** One answer of an index, in order of its sort key. `next` is where the next one starts; absent on the last. */
export type QueryIndex = (query: IndexQuery) => Promise<{ items: Stored<Hash>[]; next?: Hash }>;

export interface QueryIndexDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    stateTable: string;
}

export function createQueryIndex({ documents, stateTable }: QueryIndexDeps): QueryIndex {
    return async ({ index, condition, values, limit, start }) => {
        const { Items = [], LastEvaluatedKey } = await documents.send(
            new QueryCommand({
                TableName: stateTable,
                IndexName: index,
                KeyConditionExpression: condition,
                ExpressionAttributeValues: values,
                Limit: limit,
                ExclusiveStartKey: start,
            }),
        );
        return {
            items: Items.map((item) => readStored<Hash>(item)),
            ...(LastEvaluatedKey !== undefined && { next: LastEvaluatedKey }),
        };
    };
}
