import * as dynalite from "dynalite/db";

import type { AttributeValue, Item } from "./attribute-value";
import type { IndexDefinition, KeySchema, TableDefinition } from "./table-record";
import { validationError } from "./validated";

/** A validated query's, by attribute name. */
export type KeyConditions = Record<string, { ComparisonOperator: string; AttributeValueList: AttributeValue[] }>;

/** What of a validated query or scan says where it reads. */
export interface RangeInput {
    KeyConditions?: KeyConditions;
    ExclusiveStartKey?: Item;
    ScanIndexForward?: boolean;
    QueryFilter?: object;
    _filter?: { pathHeads?: object };
}

/** A query as dynalite knows it: of an index with one hash and one range attribute. */
export interface PlainQuery {
    input: RangeInput;
    definition: TableDefinition;
    /** How the index's keys start, by the hash attribute. */
    first: string;
    /** What stands between the two in the index's keys. */
    between: string;
}

/**
 * A query of an index with several hash or range attributes as one of its first hash attribute and the last range
 * attribute that the query has a condition on. Hash attributes have conditions of equality all; range attributes from the
 * left on, and all but the last of equality.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
 *
 * @throws AwsError `ValidationException`
 */
export function plainQuery(input: RangeInput, definition: TableDefinition, index: IndexDefinition): PlainQuery {
    const { KeyConditions: conditions = {}, ExclusiveStartKey: start } = input;
    const names = namesOf(index.KeySchema);
    const hashes = index.KeySchema.filter(({ KeyType }) => KeyType === "HASH").length;
    const asked = Object.keys(conditions).length;
    const needed = names.slice(0, Math.max(hashes, asked));
    const missing = needed.find((name) => !(name in conditions));
    if (missing !== undefined) {
        throw validationError(`Query condition missed key schema element: ${missing}`);
    } else if (asked > needed.length) {
        throw validationError("Query key condition not supported");
    }
    checkFilter(input, names);

    const ends = asked > hashes ? [names[0], needed.at(-1)] : [names[0]];
    const kept = index.KeySchema.filter(({ AttributeName }) => ends.includes(AttributeName));
    const between = needed.filter((name) => !ends.includes(name));
    const plainIndex = { ...index, KeySchema: kept };
    if (start !== undefined) {
        checkStart(start, definition, index);
    }
    return {
        input: { ...input, KeyConditions: pick(conditions, namesOf(kept)), ExclusiveStartKey: undefined },
        definition: {
            ...definition,
            GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.map((each) =>
                each === index ? plainIndex : each,
            ),
        },
        first: dynalite.createKey(
            Object.fromEntries(names.slice(0, 1).map((name) => [name, equalTo(name, conditions, definition)])),
            definition,
            kept.slice(0, 1),
        ),
        between: between.map((name) => `${dynalite.toRangeStr(equalTo(name, conditions, definition))}/`).join(""),
    };
}

/** The value that a condition of equality asks for. */
function equalTo(name: string, conditions: KeyConditions, { AttributeDefinitions }: TableDefinition): AttributeValue {
    const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "S";
    const { ComparisonOperator, AttributeValueList: [value] = [] } = conditions[name] ?? {};
    if (ComparisonOperator !== "EQ" || value === undefined) {
        throw validationError("Query key condition not supported");
    } else if (value[type] === undefined) {
        throw validationError(
            "One or more parameter values were invalid: Condition parameter type does not match schema type",
        );
    }
    return value;
}

function checkFilter({ QueryFilter, _filter }: RangeInput, names: readonly string[]): void {
    const filtered = Object.keys(QueryFilter ?? _filter?.pathHeads ?? {});
    const key = names.find((name) => filtered.includes(name));
    if (key !== undefined) {
        throw validationError(
            `${QueryFilter ? "QueryFilter" : "Filter Expression"} can only contain non-primary key attributes: Primary ` +
                `key attribute: ${key}`,
        );
    }
}

/** Refuses a start without each key attribute of the table and the index, of its type, or with others. */
function checkStart(start: Item, definition: TableDefinition, index: IndexDefinition): void {
    const schemas = [definition.KeySchema, index.KeySchema];
    const others = Object.keys(start).length - new Set(schemas.flatMap(namesOf)).size;
    if (
        others !== 0 ||
        schemas.some((schema) => dynalite.validateKey(pick(start, namesOf(schema)), definition, schema))
    ) {
        throw validationError("The provided starting key is invalid");
    }
}

function namesOf(schema: KeySchema): string[] {
    return schema.map(({ AttributeName }) => AttributeName);
}

function pick<T>(from: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
    return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
