import { AwsError } from "../../aws-error";
import type { Database, KeyRange, Write } from "../../database";
import type { Item } from "./attribute-value";
import { createEntries } from "./item-change";
import { expiryPrefix, indexPrefix, itemPrefix, prefixRange, shardPrefix, tablePrefix } from "./storage-keys";
import { listIndexes, type TableRecord } from "./table-record";

/** How many items are written at once while an index is filled. */
const fillStep = 500;

/**
 * The tables: their records, items, index entries and transactions' tokens in one database, so that any of them can be
 * written in one atomic batch.
 */
export class TableStorage {
    private readonly records = new Map<string, TableRecord>();

    constructor(private readonly db: Database) {}

    /** Reads the tables' records, and finishes what a crash has cut short. */
    async load(): Promise<void> {
        this.records.clear();
        for await (const [key, record] of this.db.entries(prefixRange(tablePrefix))) {
            this.records.set(key.slice(tablePrefix.length), record as TableRecord);
        }
        for (const record of this.records.values()) {
            await this.finish(record);
        }
    }

    /** Tables' names, sorted. */
    names(): string[] {
        return [...this.records.keys()].sort();
    }

    find(name: string): TableRecord | undefined {
        return this.records.get(name);
    }

    /** @throws AwsError `ResourceNotFoundException` */
    table(name: string): TableRecord {
        const record = this.records.get(name);
        if (record === undefined) {
            throw new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
        }
        return record;
    }

    /** An item, not to be changed: others have it too. */
    item(table: string, key: string): Item | undefined {
        return this.db.getShared(itemPrefix(table) + key) as Item | undefined;
    }

    /** Several items, of one or more tables, as they are at one instant. */
    items(wanted: readonly { table: string; key: string }[]): (Item | undefined)[] {
        return wanted.map(({ table, key }) => this.item(table, key));
    }

    get(key: string): unknown {
        return this.db.get(key);
    }

    entries(range: KeyRange): AsyncIterable<[key: string, value: unknown]> {
        return this.db.entries(range);
    }

    write(writes: readonly Write[]): void {
        this.db.write(writes);
    }

    /** As `write`, in one commit with what others write in the same turn. */
    commit(writes: readonly Write[]): Promise<void> {
        return this.db.commit(writes);
    }

    /** How many items a table holds, and the bytes that they take in storage. */
    measure(table: string): { items: number; bytes: number } {
        const { entries, bytes } = this.db.measure(prefixRange(itemPrefix(table)));
        return { items: entries, bytes };
    }

    /**
     * Sets a table's record: makes the table, or changes it. Indexes that are new or different are filled from its items,
     * those that are gone are removed; the next start finishes what a crash cuts short. Nobody else may use the table
     * meanwhile.
     */
    async putTable(record: TableRecord): Promise<void> {
        const name = record.definition.TableName;
        const before = this.records.get(name);
        if (before === undefined) {
            // What a deletion that a crash cut short has left behind.
            this.clear(itemPrefix(name), `index~${name}~`, expiryPrefix(name), streamsOf(name));
        }
        if (record.stream?.enabled === true && before?.stream?.enabled !== true) {
            // A program's stream is called as it was before it was turned off.
            this.clear(shardPrefix(name, record.stream.label, ""));
        }
        const unfilled = before === undefined ? [] : changedParts(before, record);
        this.putRecord({ ...record, unfilled });
        await this.finish({ ...record, unfilled });
        const kept = new Set(describeParts(record).keys());
        this.clear(
            ...(before === undefined ? [] : [...describeParts(before).keys()].filter((part) => !kept.has(part))),
        );
    }

    /** Removes a table and all its items. Nobody else may use it meanwhile. */
    deleteTable(name: string): void {
        this.write([{ type: "del", key: tablePrefix + name }]);
        this.records.delete(name);
        this.clear(itemPrefix(name), `index~${name}~`, expiryPrefix(name), streamsOf(name));
    }

    private clear(...prefixes: string[]): void {
        for (const prefix of prefixes) {
            this.db.clear(prefixRange(prefix));
        }
    }

    private putRecord(record: TableRecord): void {
        const { TableName } = record.definition;
        this.write([{ type: "put", key: tablePrefix + TableName, value: record }]);
        this.records.set(TableName, record);
    }

    /** Makes a table's unfilled index entries anew from its items. */
    private async finish({ unfilled = [], ...record }: TableRecord): Promise<void> {
        if (unfilled.length === 0) {
            return;
        }
        this.clear(...unfilled);
        const prefix = itemPrefix(record.definition.TableName);
        let writes: Write[] = [];
        for await (const [key, item] of this.db.entries(prefixRange(prefix))) {
            for (const [entry, value] of createEntries(record, key.slice(prefix.length), item as Item)) {
                if (unfilled.some((part) => entry.startsWith(part))) {
                    writes.push({ type: "put", key: entry, value });
                }
            }
            if (writes.length >= fillStep) {
                this.write(writes);
                writes = [];
            }
        }
        this.write(writes);
        this.putRecord(record);
    }
}

/** The prefix of the records of all streams that a table has had. */
function streamsOf(table: string): string {
    return shardPrefix(table, "", "").slice(0, -1);
}

/** The prefixes of a table's index entries, each with what its entries follow from. */
function describeParts({ definition, expiryAttribute }: TableRecord): Map<string, string> {
    const types = new Map(definition.AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]));
    const parts = new Map<string, string>();
    for (const { IndexName, KeySchema, Projection } of listIndexes(definition)) {
        const keys = KeySchema.map(({ AttributeName }) => [AttributeName, types.get(AttributeName)]);
        const { ProjectionType, NonKeyAttributes } = Projection;
        const what = JSON.stringify([keys, ProjectionType, [...(NonKeyAttributes ?? [])].sort()]);
        parts.set(indexPrefix(definition.TableName, IndexName), what);
    }
    if (expiryAttribute !== undefined) {
        parts.set(expiryPrefix(definition.TableName), expiryAttribute);
    }
    return parts;
}

/** The parts of `after` that its items' entries under `before` do not serve. */
function changedParts(before: TableRecord, after: TableRecord): string[] {
    const old = describeParts(before);
    return [...describeParts(after)].filter(([part, what]) => old.get(part) !== what).map(([part]) => part);
}
