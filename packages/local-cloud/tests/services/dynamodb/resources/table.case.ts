import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";

import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:dynamodb/table:Table",
    defaults: {
        given: { ttl: { attributeName: "at" } },
        adds: { billingMode: "PROVISIONED", tableClass: "STANDARD", ttl: { attributeName: "at", enabled: false } },
    },
    life: {
        inputs: () => ({
            name: "table-1",
            hashKey: "id",
            billingMode: "PAY_PER_REQUEST",
            attributes: [{ name: "id", type: "S" }],
        }),
        update: {
            attributes: [
                { name: "id", type: "S" },
                { name: "kind", type: "S" },
            ],
            globalSecondaryIndexes: [
                { name: "byKind", hashKey: "kind", projectionType: "ALL" },
                {
                    name: "byKindAndId",
                    keySchemas: [
                        { attributeName: "kind", keyType: "HASH" },
                        { attributeName: "id", keyType: "RANGE" },
                    ],
                    projectionType: "ALL",
                },
            ],
            ttl: { enabled: true, attributeName: "expiresAt" },
            serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:us-east-1:000000000000:key/k1" },
            streamEnabled: true,
            streamViewType: "NEW_AND_OLD_IMAGES",
        },
        replace: { hashKey: "other", attributes: [{ name: "other", type: "S" }] },
        look: async ({ tables }) => {
            const { Table } = await tables.send(new DescribeTableCommand({ TableName: "table-1" }));
            return {
                indexes:
                    Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema = [] }) =>
                        [
                            IndexName,
                            ...KeySchema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`),
                        ].join(),
                    ).sort() ?? [],
                name: Table?.TableName,
                key: Table?.SSEDescription?.KMSMasterKeyArn,
                stream: Table?.StreamSpecification?.StreamViewType,
            };
        },
        shows: {
            created: { indexes: [], stream: undefined },
            updated: {
                indexes: ["byKind,HASH kind", "byKindAndId,HASH kind,RANGE id"],
                key: "arn:aws:kms:us-east-1:000000000000:key/k1",
                stream: "NEW_AND_OLD_IMAGES",
            },
        },
    },
};
