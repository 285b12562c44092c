import * as dynalite from "dynalite/db";

import type { AttributeValue, Item } from "./attribute-value";
import { indexesOf, type KeySchema, type TableDefinition } from "./table-record";
import { demand, validationError } from "./validated";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, in bytes */
const maxKeyBytes = { HASH: 2048, RANGE: 1024 };

const maxNameBytes = 65_535;

/** The item itself is the first of the 32 levels that AWS takes: so DynamoDB Local, which is AWS's own, counts. */
const maxLevels = 32;

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
    for (const { IndexName, KeySchema } of indexesOf(definition)) {
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
    demand(dynalite.validateKey(key, definition));
}

/**
 * Refuses what no item can hold: names, of attributes or of members at any depth, that are empty or too long, and too
 * many levels.
 *
 * @throws AwsError `ValidationException`
 */
export function checkDocument(item: Item): void {
    if (levelsOf({ M: item }) > maxLevels) {
        throw validationError(
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
        );
    }
}

function levelsOf({ M, L }: AttributeValue): number {
    Object.keys(M ?? {}).forEach(checkName);
    const members = L ?? (M && Object.values(M));
    return members === undefined ? 0 : members.reduce((levels, member) => Math.max(levels, 1 + levelsOf(member)), 1);
}

function checkName(name: string): void {
    if (name === "") {
        throw validationError("Empty attribute name");
    } else if (Buffer.byteLength(name) > maxNameBytes) {
        throw validationError(`Attribute name is too large, must be less than ${maxNameBytes + 1} bytes`);
    }
}
