import type { KeyRange } from "../../database";
import type { Call, Operation } from "../service";
import type { Item } from "./attribute-value";
import { indexArn, tableArn, type Context } from "./context";
import { findPaths } from "./expressions/condition";
import type { Expressions } from "./expressions/expressions";
import { matches } from "./expressions/matches";
import { projection } from "./item-operations";
import { itemSize } from "./item-size";
import { keyRange } from "./key-range";
import { tableLock } from "./locks";
import { checkKeyPaths } from "./item-limits";
import { checkIndex } from "./check-index";
import { type IndexDefinition, listIndexes, type TableDefinition } from "./table-record";
import type { TableStorage } from "./table-storage";
import { parseRequest } from "./parse-request";
import { validationError } from "./validation-error";

interface PageInput extends Expressions {
    TableName: string;
    IndexName?: string;
    Select?: string;
    Limit?: number;
    ConsistentRead?: boolean;
    ScanIndexForward?: boolean;
    ExclusiveStartKey?: Item;
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
    const input = parseRequest<PageInput>(operation, given);
    const { TableName, IndexName } = input;
    if (input.Select !== undefined && input.projection !== undefined) {
        throw validationError("Cannot specify the ProjectionExpression when choosing to get only the Count");
    }
    call.authorize(
        operation === "query" ? "dynamodb:Query" : "dynamodb:Scan",
        IndexName === undefined ? tableArn(account, TableName) : indexArn(account, TableName, IndexName),
    );
    // Not while an index is being made.
    return locks.hold([tableLock(TableName, true)], async () => {
        const { definition } = storage.table(TableName);
        const index = listIndexes(definition).find((each) => each.IndexName === IndexName);
        checkIndex(input, definition, index);
        const range = keyRange(input, definition, index);
        checkKeyPaths(
            [...(input.projection ?? []), ...(input.filter === undefined ? [] : findPaths(input.filter))],
            definition,
        );
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
    const items: Item[] = [];
    let scanned = 0;
    let size = 0;
    let last: Item | undefined;
    for await (const [, entry] of storage.entries({ ...range, limit: input.Limit ?? -1 })) {
        last = entry as Item;
        scanned++;
        size += itemSize(last);
        if (passes(input, last)) {
            items.push(projection(last, input));
        }
        if (scanned === input.Limit || size >= pageSize) {
            break;
        }
    }
    const full = scanned === input.Limit || size >= pageSize;
    return {
        Count: items.length,
        ScannedCount: scanned,
        Items: input.Select === "COUNT" ? undefined : items,
        LastEvaluatedKey: full && last !== undefined ? keyAttributes(last, definition, index) : undefined,
    };
}

function passes(input: PageInput, item: Item): boolean {
    return input.filter === undefined || matches(input.filter, item);
}

/** What the next page starts behind: the table's key and, in an index, the index's. */
function keyAttributes(item: Item, definition: TableDefinition, index: IndexDefinition | undefined): Item {
    const names = [...definition.KeySchema, ...(index?.KeySchema ?? [])].map(({ AttributeName }) => AttributeName);
    return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
