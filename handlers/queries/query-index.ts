import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import type { Hash } from "../billing/canonical";

export interface IndexQuery {
    index: string;
    /** On the index's keys, with the values that it names. */
    condition: string;
    values: Record<string, string>;
    /** At most so many keys. */
    limit: number;
    /** Where the answer before this one ended. */
    start?: Hash;
}

/** One answer of an index: keys of the table, in their order. `next` is where the next one starts; absent on the last. */
export type QueryIndex = (query: IndexQuery) => Promise<{ objectKeys: string[]; next?: Hash }>;

export interface TableDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    stateTable: string;
}

export function createQueryIndex({ documents, stateTable }: TableDeps): QueryIndex {
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
            objectKeys: Items.map(({ objectKey }) => objectKey as string),
            ...(LastEvaluatedKey !== undefined && { next: LastEvaluatedKey }),
        };
    };
}
