import type { Properties, ResourceType } from "./resource-type";
import { keysOf, tableRules } from "./rules/dynamodb";

const table: ResourceType = {
    ...tableRules,
    autoName: { property: "name", maximum: 255 },
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:dynamodb:${region}:${accountId}:table/${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    async create({ inputs }, cloud) {
        await cloud.dynamodb.putTable(tableOf(inputs));
        const name = inputs.name as string;
        const ttl = inputs.ttl as Properties | undefined;
        await cloud.dynamodb.putTimeToLive(name, {
            enabled: ttl?.enabled === true,
            attributeName: ttl?.attributeName as string | undefined,
        });
        const recovery = inputs.pointInTimeRecovery as Properties | undefined;
        await cloud.call(cloud.dynamodb, "UpdateContinuousBackups", {
            TableName: name,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: recovery?.enabled === true },
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.dynamodb.dropTable(inputs.name as string);
    },
};

/** The table as `CreateTable` takes it. */
function tableOf(inputs: Properties): Properties & { TableName: string } {
    const { attributes, globalSecondaryIndexes, localSecondaryIndexes } = inputs as Record<
        string,
        Properties[] | undefined
    >;
    const provisioned = inputs.billingMode !== "PAY_PER_REQUEST";
    return {
        TableName: inputs.name as string,
        AttributeDefinitions: (attributes ?? []).map(({ name, type }) => ({
            AttributeName: name,
            AttributeType: type,
        })),
        KeySchema: keySchema(inputs),
        BillingMode: inputs.billingMode as string,
        ...(provisioned ? { ProvisionedThroughput: throughput(inputs) } : {}),
        ...(globalSecondaryIndexes?.length
            ? {
                  GlobalSecondaryIndexes: globalSecondaryIndexes.map((index) => ({
                      ...indexOf(index),
                      ...(provisioned ? { ProvisionedThroughput: throughput(index) } : {}),
                  })),
              }
            : {}),
        ...(localSecondaryIndexes?.length
            ? {
                  LocalSecondaryIndexes: localSecondaryIndexes.map((index) =>
                      indexOf({ ...index, hashKey: inputs.hashKey }),
                  ),
              }
            : {}),
        DeletionProtectionEnabled: inputs.deletionProtectionEnabled === true,
        ...(inputs.streamEnabled === true
            ? { StreamSpecification: { StreamEnabled: true, StreamViewType: inputs.streamViewType } }
            : {}),
        TableClass: inputs.tableClass as string,
    };
}

function indexOf(index: Properties): Properties {
    return {
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection: {
            ProjectionType: index.projectionType,
            ...(index.nonKeyAttributes === undefined ? {} : { NonKeyAttributes: index.nonKeyAttributes }),
        },
    };
}

function keySchema(part: Properties): Properties[] {
    return keysOf(part).map(({ attributeName, keyType }) => ({ AttributeName: attributeName, KeyType: keyType }));
}

function throughput({ readCapacity, writeCapacity }: Properties): Properties {
    return { ReadCapacityUnits: readCapacity ?? 1, WriteCapacityUnits: writeCapacity ?? 1 };
}

export const dynamoDbTypes: Readonly<Record<string, ResourceType>> = { "aws:dynamodb/table:Table": table };
