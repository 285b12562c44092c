import type { KeyRange } from "../../database";
import type { AttributeValue, Item } from "./attribute-value";
import { type Condition, findPaths } from "./expressions/condition";
import type { KeyConditions } from "./expressions/key-condition";
import { keyText, partitionText, valuePrefix, valueText } from "./item-key";
import { indexKey } from "./item-change";
import { hasKey } from "./item-limits";
import { indexPrefix, itemPrefix, prefixRange } from "./storage-keys";
import { findKeyType, type IndexDefinition, type TableDefinition } from "./table-record";
import { validationError } from "./validation-error";

/** What of a validated query or scan says where it reads. */
export interface RangeInput {
    /** Of queries. */
    keyConditions?: KeyConditions;
    filter?: Condition;
    ExclusiveStartKey?: Item;
    ScanIndexForward?: boolean;
}

interface Bounds {
    gte: string;
    lt: string;
}

/**
 * Where in the storage a query or scan reads.
 *
 * @throws AwsError `ValidationException` when the request does not suit the table or index
 */
export function keyRange(input: RangeInput, definition: TableDefinition, index: IndexDefinition | undefined): KeyRange {
    const name = definition.TableName;
    const prefix = index === undefined ? itemPrefix(name) : indexPrefix(name, index.IndexName);
    const { gte, lt } =
        input.keyConditions === undefined
            ? prefixRange("")
            : partition(input.keyConditions, input.filter, definition, index ?? definition);
    const all = { gte: prefix + gte, lt: prefix + lt };
    const reverse = input.ScanIndexForward === false;
    if (input.ExclusiveStartKey === undefined) {
        return { ...all, reverse };
    }
    const start = prefix + startKey(input.ExclusiveStartKey, definition, index);
    if (start < all.gte || start >= all.lt) {
        throw validationError("The provided starting key is outside query boundaries based on provided conditions");
    }
    return reverse ? { gte: all.gte, lt: start, reverse } : { gt: start, lt: all.lt, reverse };
}

/**
 * A query's range: all hash attributes have conditions of equality; range attributes from the left on, and all but the
 * last of equality.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
 */
function partition(
    conditions: KeyConditions,
    filter: Condition | undefined,
    definition: TableDefinition,
    { KeySchema }: Pick<TableDefinition, "KeySchema">,
): Bounds {
    const names = KeySchema.map(({ AttributeName }) => AttributeName);
    const hashes = KeySchema.filter(({ KeyType }) => KeyType === "HASH").length;
    const needed = names.slice(0, Math.max(hashes, conditions.size));
    const missing = needed.find((name) => !conditions.has(name));
    if (missing !== undefined) {
        throw validationError(`Query condition missed key schema element: ${missing}`);
    } else if (conditions.size > needed.length) {
        throw validationError("Query key condition not supported");
    }
    checkFilter(filter, names);
    const given = needed.map((name) => {
        const { operator = "", values = [] } = conditions.get(name) ?? {};
        const type = findKeyType(name, definition);
        if (values.some((value) => value[type] === undefined)) {
            throw validationError(
                "One or more parameter values were invalid: Condition parameter type does not match schema type",
            );
        }
        return { operator, values };
    });
    const last = given.length > hashes ? given.at(-1) : undefined;
    const equal = last === undefined ? given : given.slice(0, -1);
    if (equal.some(({ operator }) => operator !== "=")) {
        throw validationError("Query key condition not supported");
    }
    const texts = equal.map(({ values: [value = {}] }) => valueText(value));
    const prefix = partitionText(texts.slice(0, hashes)) + texts.slice(hashes).join("");
    const { gte, lt } = last === undefined ? prefixRange("") : bounds(last.operator, last.values);
    return { gte: prefix + gte, lt: prefix + lt };
}

/** Where the values are that meet a condition. */
function bounds(operator: string, [value = {}, upper = value]: readonly AttributeValue[]): Bounds {
    const all = prefixRange("");
    const own = prefixRange(operator === "begins_with" ? valuePrefix(value) : valueText(value));
    switch (operator) {
        case "<":
            return { gte: all.gte, lt: own.gte };
        case "<=":
            return { gte: all.gte, lt: own.lt };
        case ">":
            return { gte: own.lt, lt: all.lt };
        case ">=":
            return { gte: own.gte, lt: all.lt };
        default:
            return { gte: own.gte, lt: operator === "between" ? prefixRange(valueText(upper)).lt : own.lt };
    }
}

/** @throws AwsError `ValidationException` when a filter is about one of `names` */
function checkFilter(filter: Condition | undefined, names: readonly string[]): void {
    const [key] = filter === undefined ? [] : (findPaths(filter).find(([name]) => names.includes(name)) ?? []);
    if (key !== undefined) {
        throw validationError(
            `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
        );
    }
}

/** The key of the item behind which a page starts: it has each key attribute of the table and the index, and no others. */
function startKey(start: Item, definition: TableDefinition, index: IndexDefinition | undefined): string {
    const schema = [...definition.KeySchema, ...(index?.KeySchema ?? [])];
    if (!hasKey(start, schema, definition)) {
        throw validationError("The provided starting key is invalid");
    }
    return index === undefined ? keyText(start, definition.KeySchema) : indexKey(index, definition, start);
}
