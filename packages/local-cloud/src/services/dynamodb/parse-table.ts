import { expectList, expectObject, expectText } from "./parse-item";
import { type IndexDefinition, type KeySchema, listIndexes, type TableDefinition } from "./table-record";
import { enumeration, inRange, resourceName } from "./parse-request";
import { validationError } from "./validation-error";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const maxIndexes = 20;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html */
const maxKeyAttributes = 4;

const keyTypes = enumeration("HASH", "RANGE");
const attributeTypes = enumeration("B", "N", "S");
const billingModes = enumeration("PROVISIONED", "PAY_PER_REQUEST");
const projectionTypes = enumeration("ALL", "INCLUDE", "KEYS_ONLY");

/**
 * What CreateTable's request says of a table's keys, indexes and capacity.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 *
 * @throws AwsError `ValidationException` or `SerializationException`
 */
export function parseTable(input: object): TableDefinition {
    const given = input as Partial<TableDefinition>;
    const definition: TableDefinition = {
        TableName: resourceName(given.TableName, "tableName"),
        AttributeDefinitions: expectList(given.AttributeDefinitions)
            .map(expectObject)
            .map((each) => ({
                AttributeName: expectText(each.AttributeName),
                AttributeType: attributeTypes(each.AttributeType, "attributeType"),
            })),
        KeySchema: keySchema(given.KeySchema),
        ...(given.BillingMode && { BillingMode: billingModes(given.BillingMode, "billingMode") }),
        ...(given.ProvisionedThroughput && { ProvisionedThroughput: given.ProvisionedThroughput }),
        ...(given.GlobalSecondaryIndexes && {
            GlobalSecondaryIndexes: indexes(given.GlobalSecondaryIndexes),
        }),
    };
    checkKeySchema("the table", definition.KeySchema, 1);
    listIndexes(definition).forEach((index) => {
        checkKeySchema(`index ${index.IndexName}`, index.KeySchema, maxKeyAttributes);
    });
    checkNames(definition);
    checkCapacity(definition);
    return definition;
}

function keySchema(given: unknown): KeySchema {
    return inRange("keySchema", expectList(given), 1, 2 * maxKeyAttributes)
        .map(expectObject)
        .map(({ AttributeName, KeyType }) => ({
            AttributeName: expectText(AttributeName),
            KeyType: keyTypes(KeyType, "keyType"),
        }));
}

function indexes(given: unknown): IndexDefinition[] {
    const all = expectList(given).map(expectObject);
    if (all.length < 1 || all.length > maxIndexes) {
        throw invalid(`Number of GlobalSecondaryIndexes must be from 1 to the per-table limit of ${maxIndexes}`);
    }
    return all.map((index) => {
        const { ProjectionType, NonKeyAttributes } = expectObject(index.Projection);
        const type = projectionTypes(ProjectionType, "projectionType");
        if (NonKeyAttributes !== undefined && type !== "INCLUDE") {
            throw invalid(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
        }
        return {
            ...(index as unknown as IndexDefinition),
            IndexName: resourceName(index.IndexName, "indexName"),
            KeySchema: keySchema(index.KeySchema),
        };
    });
}

/** Up to `max` hash attributes, then up to `max` range attributes, all different. */
function checkKeySchema(owner: string, schema: KeySchema, max: number): void {
    const types = schema.map(({ KeyType }) => KeyType);
    const names = new Set(schema.map(({ AttributeName }) => AttributeName));
    const hashes = types.filter((type) => type === "HASH").length;
    const refuse = (reason: string) => {
        throw validationError(`Invalid KeySchema of ${owner}: ${reason}`);
    };
    if (hashes === 0 || types.lastIndexOf("HASH") >= hashes) {
        refuse("it must have HASH attributes, then RANGE attributes");
    } else if (hashes > max || types.length - hashes > max) {
        refuse(`it can have ${max} HASH and ${max} RANGE attributes at most`);
    } else if (names.size < schema.length) {
        refuse("it has an attribute twice");
    }
}

/** Indexes have names of their own; keys' attributes are defined, and no others. */
function checkNames(definition: TableDefinition): void {
    const all = listIndexes(definition);
    if (new Set(all.map(({ IndexName }) => IndexName)).size < all.length) {
        throw invalid("Duplicate index name");
    }
    const defined = definition.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
    for (const { owner, KeySchema } of [
        { owner: "the table", ...definition },
        ...all.map((index) => ({ owner: `index ${index.IndexName}`, ...index })),
    ]) {
        if (!KeySchema.every(({ AttributeName }) => defined.includes(AttributeName))) {
            throw validationError(
                `Invalid KeySchema of ${owner}: some of its attributes are not defined in AttributeDefinitions ` +
                    `[${defined.join(", ")}]`,
            );
        }
    }
    const used = new Set([definition, ...all].flatMap(({ KeySchema }) => KeySchema.map((each) => each.AttributeName)));
    if (used.size < defined.length) {
        throw invalid(
            `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], keys used: ` +
                `[${[...used].join(", ")}]`,
        );
    }
}

function checkCapacity({
    BillingMode,
    ProvisionedThroughput: own,
    GlobalSecondaryIndexes = [],
}: TableDefinition): void {
    const all = [own, ...GlobalSecondaryIndexes.map((index) => index.ProvisionedThroughput)];
    if (BillingMode === "PAY_PER_REQUEST" && all.some((each) => each !== undefined)) {
        throw invalid("ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST");
    } else if (BillingMode !== "PAY_PER_REQUEST" && own === undefined) {
        throw invalid(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        );
    }
    const units = all.flatMap((each) => (each === undefined ? [] : [each.ReadCapacityUnits, each.WriteCapacityUnits]));
    if (!units.every((each) => Number.isInteger(each) && Number(each) >= 1)) {
        throw invalid("ReadCapacityUnits and WriteCapacityUnits must be whole numbers from 1");
    }
}

function invalid(reason: string): Error {
    return validationError(`One or more parameter values were invalid: ${reason}`);
}
