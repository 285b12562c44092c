import { AwsError } from "../../aws-error";
import { type Level, openLevel } from "../../leveldb/open-level";
import type { Write } from "../../store";
import type { Item } from "./attribute-value";
import { entriesOf } from "./item-change";
import { expiryPrefix, indexPrefix, itemPrefix, rangeOf, tablePrefix } from "./storage-keys";
import { indexesOf, type TableRecord } from "./table-record";

/** Keys from (`gte`, `gt`) and to (`lte`, `lt`). */
export interface KeyRange {
    gte?: string;
    gt?: string;
    lte?: string;
    lt?: string;
    reverse?: boolean;
    limit?: number;
}

/** How many entries are read at once. */
const readStep = 200;

/** How many items are written at once while an index is filled. */
const fillStep = 500;

/**
 * The tables: one LevelDB for their records, items, index entries and transactions' tokens, so that any of them can be
 * written in one atomic batch. A write is in the operating system's hands when its promise resolves.
 */
export class TableStorage {
    private level: Level | undefined;
    private readonly records = new Map<string, TableRecord>();

    /** @param folder where LevelDB keeps its files (made if missing); undefined keeps everything in memory */
    constructor(private readonly folder: string | undefined) {}

    /** Opens the storage. Fails, and changes nothing, when another process has it open or its files are damaged. */
    async open(): Promise<void> {
        const level = await openLevel(this.folder);
        this.level = level;
        try {
            await this.load(level);
        } catch (error) {
            await this.close();
            throw error;
        }
    }

    async close(): Promise<void> {
        await this.level?.close();
        this.level = undefined;
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

    async item(table: string, key: string): Promise<Item | undefined> {
        return (await this.db.get(itemPrefix(table) + key)) as Item | undefined;
    }

    /** Several items, of one or more tables, as they were at one instant (`getMany` reads from a snapshot). */
    async items(wanted: readonly { table: string; key: string }[]): Promise<(Item | undefined)[]> {
        const keys = wanted.map(({ table, key }) => itemPrefix(table) + key);
        return (await this.db.getMany(keys)) as (Item | undefined)[];
    }

    async get(key: string): Promise<unknown> {
        return this.db.get(key);
    }

    /** Entries as they were when the iteration began, in the order of their keys. */
    async *entries(range: KeyRange): AsyncIterable<[key: string, value: unknown]> {
        const iterator = this.db.iterator(range);
        try {
            // `for await` would ask LevelDB's threads twice for a single entry.
            for (let some = await iterator.nextv(readStep); some.length > 0; some = await iterator.nextv(readStep)) {
                yield* some;
            }
        } finally {
            await iterator.close();
        }
    }

    async write(writes: Write[]): Promise<void> {
        if (writes.length > 0) {
            await this.db.batch(writes);
        }
    }

    /** How many items a table holds, and the bytes that they take in storage. */
    async measure(table: string): Promise<{ items: number; bytes: number }> {
        const size = { items: 0, bytes: 0 };
        for await (const [key, value] of this.db.iterator<string, Buffer>({
            ...rangeOf(itemPrefix(table)),
            valueEncoding: "buffer",
        })) {
            size.items++;
            size.bytes += key.length + value.length;
        }
        return size;
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
            await this.clear(itemPrefix(name), `index~${name}~`, expiryPrefix(name));
        }
        const unfilled = before === undefined ? [] : changedParts(before, record);
        await this.putRecord({ ...record, unfilled });
        await this.finish({ ...record, unfilled });
        const kept = new Set(partsOf(record).keys());
        await this.clear(
            ...(before === undefined ? [] : [...partsOf(before).keys()].filter((part) => !kept.has(part))),
        );
    }

    /** Removes a table and all its items. Nobody else may use it meanwhile. */
    async deleteTable(name: string): Promise<void> {
        await this.write([{ type: "del", key: tablePrefix + name }]);
        this.records.delete(name);
        await this.clear(itemPrefix(name), `index~${name}~`, expiryPrefix(name));
    }

    /** Reads the tables' records, and finishes what a crash has cut short. */
    private async load(level: Level): Promise<void> {
        this.records.clear();
        for await (const [key, record] of level.iterator(rangeOf(tablePrefix))) {
            this.records.set(key.slice(tablePrefix.length), record as TableRecord);
        }
        for (const record of this.records.values()) {
            await this.finish(record);
        }
    }

    private get db(): Level {
        if (this.level === undefined) {
            throw new Error("DynamoDB is not running");
        }
        return this.level;
    }

    private async clear(...prefixes: string[]): Promise<void> {
        for (const prefix of prefixes) {
            await this.db.clear(rangeOf(prefix));
        }
    }

    private async putRecord(record: TableRecord): Promise<void> {
        const { TableName } = record.definition;
        await this.write([{ type: "put", key: tablePrefix + TableName, value: record }]);
        this.records.set(TableName, record);
    }

    /** Makes a table's unfilled index entries anew from its items. */
    private async finish({ unfilled = [], ...record }: TableRecord): Promise<void> {
        if (unfilled.length === 0) {
            return;
        }
        await this.clear(...unfilled);
        const prefix = itemPrefix(record.definition.TableName);
        let writes: Write[] = [];
        for await (const [key, item] of this.db.iterator(rangeOf(prefix))) {
            for (const [entry, value] of entriesOf(record, key.slice(prefix.length), item as Item)) {
                if (unfilled.some((part) => entry.startsWith(part))) {
                    writes.push({ type: "put", key: entry, value });
                }
            }
            if (writes.length >= fillStep) {
                await this.write(writes);
                writes = [];
            }
        }
        await this.write(writes);
        await this.putRecord(record);
    }
}

/** The prefixes of a table's index entries, each with what its entries follow from. */
function partsOf({ definition, expiryAttribute }: TableRecord): Map<string, string> {
    const types = new Map(definition.AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]));
    const parts = new Map<string, string>();
    for (const { IndexName, KeySchema, Projection } of indexesOf(definition)) {
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
    const old = partsOf(before);
    return [...partsOf(after)].filter(([part, what]) => old.get(part) !== what).map(([part]) => part);
}
