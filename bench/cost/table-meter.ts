import type {
    DescribeTableOutput,
    DescribeTimeToLiveOutput,
    GetItemOutput,
    KeySchemaElement,
} from "@aws-sdk/client-dynamodb";

import { type Cloud, type Item, itemSize, type Resource, writeUnits } from "local-cloud";
import { indexEntry, indexWriteUnits, storedBytes, type TableIndex } from "./table-units";
import { bytesPerGigabyte, daysPerMonth, secondsPerDay, type Usage } from "./usage";

/** A table, as far as it decides what a call costs. */
interface Table {
    name: string;
    /** What the bill calls it: its name in the program. */
    label: string;
    key: readonly string[];
    indexes: readonly TableIndex[];
    /** The attribute that says when an item goes. */
    expiry: string | undefined;
    /** Whether it has point-in-time recovery. */
    backup: boolean;
}

/** One item's write, by the item itself or by its key. */
interface Write {
    TableName: string;
    Item?: Item;
    Key?: Item;
}

/** What is read of a table. */
interface TableRead {
    Keys: Item[];
    ConsistentRead?: boolean;
}

/** The members of the metered operations' requests. */
export interface TableRequest extends Write {
    ConsistentRead?: boolean;
    /** BatchGetItem's, or BatchWriteItem's. */
    RequestItems?: Record<
        string,
        TableRead | { PutRequest?: Omit<Write, "TableName">; DeleteRequest?: Omit<Write, "TableName"> }[]
    >;
    TransactItems?: Partial<Record<"Put" | "Update" | "Delete" | "ConditionCheck", Write>>[];
}

/** Meters calls of DynamoDB against the tables of a running local cloud. */
export class TableMeter {
    private constructor(
        private readonly cloud: Cloud,
        private readonly tables: ReadonlyMap<string, Table>,
    ) {}

    /** @param declared the program's tables */
    static async create(cloud: Cloud, declared: readonly Resource[]): Promise<TableMeter> {
        const tables = await Promise.all(declared.map((table) => describe(cloud, table)));
        return new TableMeter(cloud, new Map(tables.map((table) => [table.name, table])));
    }

    /**
     * Runs a call, and adds to `usage` what it costs.
     *
     * @throws Error for an operation whose cost this does not know
     */
    async meter(usage: Usage, operation: string, request: TableRequest, run: () => Promise<object>): Promise<object> {
        switch (operation) {
            case "GetItem": {
                const { TableName, Key = {}, ConsistentRead } = request;
                await this.read(usage, { [TableName]: { Keys: [Key], ConsistentRead } });
                return run();
            }
            case "BatchGetItem":
                await this.read(usage, request.RequestItems as Record<string, TableRead>);
                return run();
            case "PutItem":
            case "UpdateItem":
            case "DeleteItem":
                return this.write(usage, [request], 1, run);
            case "BatchWriteItem":
                return this.write(usage, splitBatch(request), 1, run);
            case "TransactWriteItems":
                // Each item is written twice, to prepare and to commit. Indexes follow after the transaction.
                // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
                return this.write(
                    usage,
                    (request.TransactItems ?? []).flatMap((one) => Object.values(one)),
                    2,
                    run,
                );
            default:
                throw new Error(`bench/cost/table-meter.ts does not know what DynamoDB's ${operation} costs`);
        }
    }

    /**
     * Reads the items once more, whole: each costs a unit for 4 KB, and half of it where the read need not be consistent.
     * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
     */
    private async read(usage: Usage, reads: Readonly<Record<string, TableRead>>): Promise<void> {
        for (const [name, { Keys, ConsistentRead = false }] of Object.entries(reads)) {
            const table = this.table(name);
            for (const key of Keys) {
                const units = Math.max(1, Math.ceil(itemSize((await this.item(table, key)) ?? {}) / 4096));
                usage.add("tableRead", `reads of ${table.label}`, ConsistentRead ? units : units / 2);
            }
        }
    }

    private async write(
        usage: Usage,
        writes: readonly Write[],
        timesWritten: number,
        run: () => Promise<object>,
    ): Promise<object> {
        const places = writes.map(({ TableName, Item, Key }) => {
            const table = this.table(TableName);
            const key = Key ?? Object.fromEntries(table.key.map((name) => [name, (Item as Item)[name] ?? {}]));
            return { table, key };
        });
        const items = () => Promise.all(places.map(({ table, key }) => this.item(table, key)));
        const before = await items();
        try {
            return await run();
        } finally {
            // A write that its condition refuses is billed as well.
            const after = await items();
            places.forEach(({ table }, at) => bill(usage, table, before[at], after[at], timesWritten));
        }
    }

    private async item({ name }: Table, Key: Item): Promise<Item | undefined> {
        const request = { TableName: name, Key, ConsistentRead: true };
        const { Item } = await this.cloud.call<GetItemOutput>(this.cloud.dynamodb, "GetItem", request);
        return Item as Item | undefined;
    }

    private table(name: string): Table {
        const table = this.tables.get(name);
        if (table === undefined) {
            throw new Error(`no table ${name} is known to the meter`);
        }
        return table;
    }
}

function splitBatch({ RequestItems = {} }: TableRequest): Write[] {
    return Object.entries(RequestItems).flatMap(([TableName, requests]) =>
        "Keys" in requests
            ? []
            : requests.map(({ PutRequest, DeleteRequest }) => ({ TableName, ...PutRequest, ...DeleteRequest })),
    );
}

async function describe(cloud: Cloud, { name: label, inputs }: Resource): Promise<Table> {
    const { name, pointInTimeRecovery } = inputs as { name: string; pointInTimeRecovery?: { enabled: boolean } };
    const ask = <Output extends object>(operation: string) =>
        cloud.call<Output>(cloud.dynamodb, operation, { TableName: name });
    const { Table: table } = await ask<DescribeTableOutput>("DescribeTable");
    const { TimeToLiveDescription: timeToLive } = await ask<DescribeTimeToLiveOutput>("DescribeTimeToLive");
    const key = listAttributes(table?.KeySchema);
    const indexes = (table?.GlobalSecondaryIndexes ?? []).map(({ IndexName = "", KeySchema, Projection }) => {
        const { ProjectionType, NonKeyAttributes = [] } = Projection ?? {};
        const indexKey = listAttributes(KeySchema);
        const projected = ProjectionType === "ALL" ? "all" : [...key, ...indexKey, ...NonKeyAttributes];
        return { name: IndexName, key: indexKey, projected } satisfies TableIndex;
    });
    return {
        name,
        label,
        key,
        indexes,
        expiry: timeToLive?.AttributeName,
        backup: pointInTimeRecovery?.enabled === true,
    };
}

function listAttributes(schema: readonly KeySchemaElement[] = []): string[] {
    return schema.map(({ AttributeName = "" }) => AttributeName);
}

function bill(usage: Usage, table: Table, before: Item | undefined, after: Item | undefined, timesWritten: number) {
    const { label, indexes, expiry, backup } = table;
    usage.add("tableWrite", `writes to ${label}`, writeUnits(before, after) * timesWritten);
    const days = daysKept(after, expiry);
    const kept = days === undefined ? "each month" : `for ${days} days`;
    const gigabyteMonths = (bytes: number) => (bytes / bytesPerGigabyte) * ((days ?? daysPerMonth) / daysPerMonth);
    const own = storedBytes(after) - storedBytes(before);
    let all = own;
    for (const index of indexes) {
        const [was, is] = [indexEntry(before, index), indexEntry(after, index)];
        usage.add("tableWrite", `writes to ${label}, index ${index.name}`, indexWriteUnits(was, is, index));
        all += storedBytes(is) - storedBytes(was);
    }
    usage.add("tableStorage", `${label}, ${kept}`, gigabyteMonths(all));
    if (backup) {
        // Without the indexes.
        // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
        usage.add("tableBackup", `backup of ${label}, ${kept}`, gigabyteMonths(own));
    }
}

/** For how many days an item is kept; undefined when it stays. */
function daysKept(item: Item | undefined, expiry: string | undefined): number | undefined {
    const expires = expiry === undefined ? undefined : item?.[expiry]?.N;
    return expires === undefined ? undefined : Math.round((Number(expires) - Date.now() / 1000) / secondsPerDay);
}
