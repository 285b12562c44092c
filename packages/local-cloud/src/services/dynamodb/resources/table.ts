import { kmsKeyArn } from "../../../resources/kms-key";
import { notHere, oneOf, refuse, type Rule, validName, wholeNumber } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { tableArn } from "../context";
import { declaredStreamLabel, streamArn } from "../streams/stream-arn";
import { readKeys, refuseAttributes, refuseIndexes } from "./table-keys";

const capacity: Rule = (value, inputs, context) =>
    inputs.billingMode === "PAY_PER_REQUEST" ? undefined : wholeNumber(1, 2 ** 53 - 1)(value, inputs, context);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const definition: ResourceType = {
    type: "aws:dynamodb/table:Table",
    required: ["hashKey", "attributes"],
    replaces: ["name", "hashKey", "rangeKey", "localSecondaryIndexes", "importTable", "restoreSourceName"],
    defaults: { billingMode: "PROVISIONED", tableClass: "STANDARD", "ttl.enabled": false },
    sets: ["attributes", "globalSecondaryIndexes", "localSecondaryIndexes"],
    canonical: {
        globalSecondaryIndexes: (indexes) =>
            (indexes as Properties[]).map(({ hashKey, rangeKey, ...index }) => ({
                ...index,
                keySchemas: readKeys({ ...index, hashKey, rangeKey }),
            })),
    },
    autoName: { property: "name", maxLength: 255 },
    unique: true,
    async check(inputs, context) {
        const refusals = await refuse({
            name: validName(3, 255, /^[a-zA-Z0-9_.-]+$/, "letters, digits, full stops, hyphens and underscores"),
            "serverSideEncryption.kmsKeyArn": kmsKeyArn,
            ...notHere(
                ...["globalTableWitness", "importTable", "localSecondaryIndexes", "onDemandThroughput", "replicas"],
                ...["restoreSourceName", "restoreSourceTableArn", "warmThroughput"],
            ),
            readCapacity: capacity,
            writeCapacity: capacity,
            billingMode: oneOf("PROVISIONED", "PAY_PER_REQUEST"),
            tableClass: oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
            streamViewType: oneOf("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"),
            streamEnabled: (enabled, { streamViewType }) =>
                enabled === true && streamViewType === undefined ? "needs a streamViewType" : undefined,
        })(inputs, context);
        return [...refusals, ...refuseIndexes(inputs), ...refuseAttributes(inputs)];
    },
    outputs: ({ inputs }, place) => {
        const name = inputs.name as string;
        const streamLabel = declaredStreamLabel(name, inputs.streamViewType as string);
        return {
            id: name,
            outputs: taggedOutputs(inputs, tableArn(place, name), {
                ...(inputs.streamEnabled === true && { streamLabel, streamArn: streamArn(place, name, streamLabel) }),
            }),
        };
    },
    // Nothing but the program changes a table that stands.
    read: async ({ inputs }, cloud) => (cloud.dynamodb.hasTable(inputs.name as string) ? {} : undefined),
    async create({ inputs, outputs }, cloud) {
        await cloud.dynamodb.putTable(toCreateTable(inputs), outputs.streamLabel as string | undefined);
        const name = inputs.name as string;
        const ttl = inputs.ttl as Properties | undefined;
        await cloud.dynamodb.putTimeToLive(name, {
            enabled: ttl?.enabled === true,
            attributeName: ttl?.attributeName as string | undefined,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.dynamodb.dropTable(inputs.name as string);
    },
};

/** The table as `CreateTable` takes it. */
function toCreateTable(inputs: Properties): Properties & { TableName: string } {
    const { attributes, globalSecondaryIndexes } = inputs as Record<string, Properties[] | undefined>;
    const encryption = inputs.serverSideEncryption as Properties | undefined;
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
                      ...toIndex(index),
                      ...(provisioned ? { ProvisionedThroughput: throughput(index) } : {}),
                  })),
              }
            : {}),
        DeletionProtectionEnabled: inputs.deletionProtectionEnabled === true,
        ...(inputs.streamEnabled === true
            ? { StreamSpecification: { StreamEnabled: true, StreamViewType: inputs.streamViewType } }
            : {}),
        TableClass: inputs.tableClass as string,
        ...(encryption?.enabled === true
            ? { SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: encryption.kmsKeyArn } }
            : {}),
    };
}

function toIndex(index: Properties): Properties {
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
    return readKeys(part).map(({ attributeName, keyType }) => ({ AttributeName: attributeName, KeyType: keyType }));
}

function throughput({ readCapacity, writeCapacity }: Properties): Properties {
    return { ReadCapacityUnits: readCapacity ?? 1, WriteCapacityUnits: writeCapacity ?? 1 };
}
