import { type AttributeValue, type Item, readType } from "./attribute-value";
import type { Path } from "./expressions/path";
import { findKeyType, type KeySchema, listIndexes, type TableDefinition } from "./table-record";
import { validationError } from "./validation-error";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, in bytes */
const maxKeyBytes = { HASH: 2048, RANGE: 1024 };

const maxNameBytes = 65_535;

/** The item itself is the first of the 32 levels that AWS takes: so DynamoDB Local, which is AWS's own, counts. */
export const maxLevels = 32;

/**
 * Refuses values of key attributes, the table's and its indexes', that are empty or too large. In a transaction, AWS
 * refuses these as a whole where a key that does not suit the table is one action's reason (moto's
 * `test_transaction_with_empty_key`, found on AWS).
 *
 * @throws AwsError `ValidationException`
 */
export function checkKeyValues(item: Item, definition: TableDefinition): void {
    checkValues(
        item,
        definition.KeySchema,
        (type, name) =>
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty " +
            `${type} value. Key: ${name}`,
    );
    for (const { IndexName, KeySchema } of listIndexes(definition)) {
        checkValues(
            item,
            KeySchema,
            (type, name) =>
                "One or more parameter values are not valid. A value specified for a secondary index key is not supported. " +
                `The AttributeValue for a key attribute cannot contain an empty ${type} value. IndexName: ${IndexName}, ` +
                `IndexKey: ${name}`,
        );
    }
}

function checkValues(item: Item, schema: KeySchema, emptyMessage: (type: string, name: string) => string): void {
    const bytes = { HASH: 0, RANGE: 0 };
    for (const { AttributeName, KeyType } of schema) {
        const { S, B } = item[AttributeName] ?? {};
        if (S === "" || B === "") {
            throw validationError(emptyMessage(S === "" ? "string" : "binary", AttributeName));
        }
        bytes[KeyType] += Buffer.byteLength(S ?? "") + Buffer.byteLength(B ?? "", "base64");
    }
    if (bytes.HASH > maxKeyBytes.HASH) {
        throw validationError(
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
        );
    } else if (bytes.RANGE > maxKeyBytes.RANGE) {
        throw validationError(
            "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of " +
                "1024 bytes",
        );
    }
}

/** @throws AwsError `ValidationException` when `key` is not a whole key of the table */
export function checkKey(key: Item, definition: TableDefinition): void {
    checkKeyValues(key, definition);
    if (!hasKey(key, definition.KeySchema, definition)) {
        throw validationError("The provided key element does not match the schema");
    }
}

/** Whether `key` has the attributes of `schema`, of their types, and no others. */
export function hasKey(key: Item, schema: KeySchema, definition: TableDefinition): boolean {
    const names = new Set(schema.map(({ AttributeName }) => AttributeName));
    return (
        Object.keys(key).length === names.size &&
        [...names].every((name) => Object.hasOwn(key, name) && key[name]?.[findKeyType(name, definition)] !== undefined)
    );
}

/** @throws AwsError `ValidationException` when `item` lacks the table's key */
export function checkHasKey(item: Item, definition: TableDefinition): void {
    for (const { AttributeName: name } of definition.KeySchema) {
        const value = Object.hasOwn(item, name) ? item[name] : undefined;
        const type = findKeyType(name, definition);
        if (value === undefined) {
            throw validationError(`One or more parameter values were invalid: Missing the key ${name} in the item`);
        } else if (value[type] === undefined) {
            throw validationError(
                `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} ` +
                    `actual: ${readType(value)}`,
            );
        }
    }
}

/**
 * Refuses what is written to an index's key attributes with another type than the index has.
 *
 * @param written the attributes that the request writes
 * @throws AwsError `ValidationException`
 */
export function checkIndexTypes(item: Item, definition: TableDefinition, written: readonly string[]): void {
    for (const { IndexName, KeySchema } of listIndexes(definition)) {
        for (const { AttributeName: name } of KeySchema) {
            const value = written.includes(name) && Object.hasOwn(item, name) ? item[name] : undefined;
            const type = findKeyType(name, definition);
            if (value !== undefined && value[type] === undefined) {
                throw validationError(
                    `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} ` +
                        `Actual: ${readType(value)} IndexName: ${IndexName}`,
                );
            }
        }
    }
}

/** @throws AwsError `ValidationException` when one of `paths` leads into a key attribute of the table or an index */
export function checkKeyPaths(paths: readonly Path[], definition: TableDefinition): void {
    const keys = [definition, ...listIndexes(definition)].flatMap(({ KeySchema }) => KeySchema);
    const key = keys.find(({ AttributeName }) =>
        paths.some((path) => path.length > 1 && path[0] === AttributeName),
    )?.AttributeName;
    if (key !== undefined) {
        throw validationError(
            `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${key}`,
        );
    }
}

/**
 * Refuses what no item can hold: names, of attributes or of members at any depth, that are empty or too long, and too
 * many levels.
 *
 * @throws AwsError `ValidationException`
 */
export function checkDocument(item: Item): void {
    if (countLevels({ M: item }) > maxLevels) {
        throw tooManyLevels();
    }
}

export function tooManyLevels(): Error {
    return validationError(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
}

function countLevels({ M, L }: AttributeValue): number {
    Object.keys(M ?? {}).forEach(checkName);
    const members = L ?? (M && Object.values(M));
    return members === undefined ? 0 : members.reduce((levels, member) => Math.max(levels, 1 + countLevels(member)), 1);
}

function checkName(name: string): void {
    if (name === "") {
        throw validationError("Empty attribute name");
    } else if (Buffer.byteLength(name) > maxNameBytes) {
        throw validationError(`Attribute name is too large, must be less than ${maxNameBytes + 1} bytes`);
    }
}
