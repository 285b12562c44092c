import type { Write } from "../../store";
import type { AttributeValue, Item } from "./attribute-value";
import { keyText } from "./item-key";
import { expiryPrefix, indexPrefix, itemPrefix, sortableNumber } from "./storage-keys";
import { findKeyType, type IndexDefinition, listIndexes, type TableDefinition, type TableRecord } from "./table-record";

/** What an item was and becomes; undefined where there is none. */
export interface ItemChange {
    record: TableRecord;
    key: string;
    before: Item | undefined;
    after: Item | undefined;
    /** Whether DynamoDB itself deletes it, for its time has come. */
    expired?: boolean;
}

/** The change's writes: the item and its entries in the indexes. Written together, they cannot disagree. */
export function createWrites({ record, key, before, after }: ItemChange): Write[] {
    const name = itemPrefix(record.definition.TableName) + key;
    const entries = after === undefined ? new Map<string, unknown>() : createEntries(record, key, after);
    const old = before === undefined ? [] : [...createEntries(record, key, before).keys()];
    return [
        after === undefined ? { type: "del", key: name } : { type: "put", key: name, value: after },
        ...old.filter((entry) => !entries.has(entry)).map((entry) => ({ type: "del" as const, key: entry })),
        ...[...entries].map(([entry, value]) => ({ type: "put" as const, key: entry, value })),
    ];
}

/** The entries that point to `item`, by their keys: one in each index that takes it, and one for its expiry. */
export function createEntries(record: TableRecord, key: string, item: Item): Map<string, unknown> {
    const { definition, expiryAttribute } = record;
    const entries = new Map<string, unknown>();
    for (const index of listIndexes(definition)) {
        if (isIn(index, definition, item)) {
            const place = indexPrefix(definition.TableName, index.IndexName);
            entries.set(place + keyText(item, index.KeySchema) + key, projected(index, definition, item));
        }
    }
    const expiry = expiryAttribute === undefined ? undefined : readExpiry(item, expiryAttribute);
    if (expiry !== undefined) {
        entries.set(`${expiryPrefix(definition.TableName)}${sortableNumber(expiry)}~${key}`, key);
    }
    return entries;
}

/** The key of an item's entry in an index. It ends with the whole table key: items with equal index keys stay apart. */
export function indexKey(index: IndexDefinition, definition: TableDefinition, item: Item): string {
    return keyText(item, index.KeySchema) + keyText(item, definition.KeySchema);
}

/**
 * When an item expires, in whole seconds since the epoch; undefined where the attribute is not such a number.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export function readExpiry(item: Item, attribute: string): number | undefined {
    const seconds = Math.floor(Number(item[attribute]?.N));
    return seconds >= 0 && seconds <= Number.MAX_SAFE_INTEGER / 10 ? seconds : undefined;
}

/** An index holds the items that have all of its key attributes, with the types that it names, and not empty. */
function isIn(index: IndexDefinition, definition: TableDefinition, item: Item): boolean {
    return index.KeySchema.every(({ AttributeName }) => {
        const value = item[AttributeName]?.[findKeyType(AttributeName, definition)];
        return value !== undefined && value !== "";
    });
}

function projected(index: IndexDefinition, definition: TableDefinition, item: Item): Item {
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
    if (ProjectionType === "ALL") {
        return item;
    }
    const keys = [...definition.KeySchema, ...index.KeySchema].map(({ AttributeName }) => AttributeName);
    const names = ProjectionType === "INCLUDE" ? [...keys, ...NonKeyAttributes] : keys;
    return Object.fromEntries(
        names.filter((name) => Object.hasOwn(item, name)).map((name) => [name, item[name] as AttributeValue]),
    );
}
