import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

export const account = { accountId: "123456789012", region: "eu-central-1" };

/** A table `name` with the key `id`, and what `more` adds. */
export function tableWithId(name: string, more: Partial<CreateTableCommandInput> = {}): CreateTableCommandInput {
    return {
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        ...more,
    };
}

/** A table `name` of customers' orders: key `customer` and `order`, global index `by-status` on `status` and `amount`. */
export function ordersTable(name: string): CreateTableCommandInput {
    return {
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
            { AttributeName: "customer", AttributeType: "S" },
            { AttributeName: "order", AttributeType: "S" },
            { AttributeName: "status", AttributeType: "S" },
            { AttributeName: "amount", AttributeType: "N" },
        ],
        KeySchema: [
            { AttributeName: "customer", KeyType: "HASH" },
            { AttributeName: "order", KeyType: "RANGE" },
        ],
        GlobalSecondaryIndexes: [
            {
                IndexName: "by-status",
                KeySchema: [
                    { AttributeName: "status", KeyType: "HASH" },
                    { AttributeName: "amount", KeyType: "RANGE" },
                ],
                Projection: { ProjectionType: "ALL" },
            },
        ],
    };
}
