import * as dynalite from "dynalite/db";

import type { KeyRange } from "../../database";
import type { Call, Operation } from "../service";
import type { Item } from "./attribute-value";
import { consumed, readUnitsOf, type CapacityMode } from "./capacity";
import { matches, matchesExpected, type Expected, type Expression } from "./condition";
import { indexArn, tableArn, type Context } from "./context";
import { projection, type Projected } from "./item-operations";
import { itemSize } from "./item-size";
import { keyRange } from "./key-range";
import { tableLock } from "./locks";
import { checkProjection, checkSelect } from "./select";
import { indexesOf, type IndexDefinition, isGlobal, type TableDefinition } from "./table-record";
import type { TableStorage } from "./table-storage";
import { validated } from "./validated";

interface PageInput extends Projected {
    TableName: string;
    IndexName?: string;
    Select?: string;
    ProjectionExpression?: string;
    Limit?: number;
    ConsistentRead?: boolean;
    ScanIndexForward?: boolean;
    ExclusiveStartKey?: Item;
    ReturnConsumedCapacity?: CapacityMode;
    ConditionalOperator?: string;
    QueryFilter?: Expected;
    ScanFilter?: Expected;
    _filter?: { expression: Expression; pathHeads?: object };
}

/** How many bytes of items, before filtering, a page holds: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const pageSize = 1024 * 1024;

/** Query, Scan. */
export function queryOperations(context: Context): Record<string, Operation> {
    return {
        Query: (input: object, call) => page(context, "query", input, call),
        Scan: (input: object, call) => page(context, "scan", input, call),
    };
}

async function page(context: Context, operation: "query" | "scan", given: object, call: Call): Promise<object> {
    const { account, storage, locks } = context;
    const input = validated<PageInput>(operation, given);
    checkSelect(operation, input);
    const { TableName, IndexName } = input;
    call.authorize(
        operation === "query" ? "dynamodb:Query" : "dynamodb:Scan",
        IndexName === undefined ? tableArn(account, TableName) : indexArn(account, TableName, IndexName),
    );
    // Not while an index is being made.
    return locks.hold([tableLock(TableName, true)], async () => {
        const { definition } = storage.table(TableName);
        const index = indexesOf(definition).find((each) => each.IndexName === IndexName);
        const range = await keyRange(operation, input, definition, index);
        if (index !== undefined) {
            checkProjection(input, definition, index);
        }
        return readPage(storage, input, range, definition, index);
    });
}

async function readPage(
    storage: TableStorage,
    input: PageInput,
    range: KeyRange,
    definition: TableDefinition,
    index: IndexDefinition | undefined,
): Promise<object> {
    const wholeItems = needsWholeItems(input, definition, index);
    const items: Item[] = [];
    let scanned = 0;
    let size = 0;
    let last: Item | undefined;
    for await (const [, entry] of storage.entries({ ...range, limit: input.Limit ?? -1 })) {
        last = entry as Item;
        scanned++;
        size += itemSize(last);
        const item = wholeItems ? await wholeItem(storage, definition, last) : last;
        if (item !== undefined && passes(input, item)) {
            items.push(projection(item, input));
        }
        if (scanned === input.Limit || size >= pageSize) {
            break;
        }
    }
    const full = scanned === input.Limit || size >= pageSize;
    const units = { [definition.TableName]: readUnitsOf(size, input.ConsistentRead) };
    return {
        Count: items.length,
        ScannedCount: scanned,
        Items: input.Select === "COUNT" ? undefined : items,
        LastEvaluatedKey: full && last !== undefined ? keyAttributes(last, definition, index) : undefined,
        ConsumedCapacity: consumed(input.ReturnConsumedCapacity, units)?.[0],
    };
}

/** A local index gives attributes that it does not hold from the table itself. */
function needsWholeItems(input: PageInput, definition: TableDefinition, index: IndexDefinition | undefined): boolean {
    const isLocal = index !== undefined && !isGlobal(index, definition);
    const asked =
        input.Select === "ALL_ATTRIBUTES" || input._projection !== undefined || input.AttributesToGet !== undefined;
    return isLocal && index.Projection.ProjectionType !== "ALL" && asked;
}

async function wholeItem(storage: TableStorage, definition: TableDefinition, entry: Item): Promise<Item | undefined> {
    return storage.item(definition.TableName, dynalite.createKey(entry, definition));
}

function passes(input: PageInput, item: Item): boolean {
    if (input._filter !== undefined) {
        return matches(input._filter.expression, item);
    }
    const filter = input.QueryFilter ?? input.ScanFilter;
    return filter === undefined || matchesExpected(filter, input.ConditionalOperator, item);
}

/** What the next page starts behind: the table's key and, in an index, the index's. */
function keyAttributes(item: Item, definition: TableDefinition, index: IndexDefinition | undefined): Item {
    const names = [...definition.KeySchema, ...(index?.KeySchema ?? [])].map(({ AttributeName }) => AttributeName);
    return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
