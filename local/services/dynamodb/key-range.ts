import { Readable } from "node:stream";

import * as dynalite from "dynalite/db";
import query from "dynalite/actions/query";
import scan from "dynalite/actions/scan";

import type { Item } from "./attribute-value";
import { indexKey } from "./item-change";
import { indexPrefix, itemPrefix, rangeOf } from "./storage-keys";
import type { IndexDefinition, TableDefinition } from "./table-record";
import type { KeyRange } from "./table-storage";
import { awsError } from "./validated";

const actions = { query, scan };

interface RangeInput {
    ExclusiveStartKey?: Item;
    ScanIndexForward?: boolean;
}

/**
 * Where in the storage a query or scan reads. dynalite's action checks the request against the table and finds the range;
 * it gets a store that takes the range and has no items.
 *
 * @throws AwsError `ValidationException` when the request does not suit the table or index
 */
export async function keyRange(
    operation: keyof typeof actions,
    input: RangeInput,
    definition: TableDefinition,
    index: IndexDefinition | undefined,
): Promise<KeyRange> {
    const found = await new Promise<KeyRange>((resolve, reject) => {
        const items = {
            createValueStream(range: KeyRange) {
                resolve(range);
                return Readable.from([]);
            },
        };
        const store = {
            getTable: (_name: string, done: (error: null, table: TableDefinition) => void) => done(null, definition),
            getItemDb: () => items,
            getIndexDb: () => items,
        };
        actions[operation](store, input, (error) => {
            if (error) {
                reject(awsError(error));
            }
        });
    });
    const name = definition.TableName;
    const prefix = index === undefined ? itemPrefix(name) : indexPrefix(name, index.IndexName);
    return within(prefix, input.ExclusiveStartKey === undefined ? found : after(input, definition, index, found));
}

/** `range`, from behind the item where the page before ended. */
function after(
    { ExclusiveStartKey = {}, ScanIndexForward = true }: RangeInput,
    definition: TableDefinition,
    index: IndexDefinition | undefined,
    range: KeyRange,
): KeyRange {
    const key =
        index === undefined
            ? dynalite.createKey(ExclusiveStartKey, definition)
            : indexKey(index, definition, ExclusiveStartKey);
    return ScanIndexForward ? { ...range, gt: key, gte: undefined } : { ...range, lt: key, lte: undefined };
}

function within(prefix: string, { gt, gte, lt, lte, reverse = false }: KeyRange): KeyRange {
    const all = rangeOf(prefix);
    const lower = gt !== undefined ? { gt: prefix + gt } : { gte: gte === undefined ? all.gte : prefix + gte };
    const upper = lt !== undefined ? { lt: prefix + lt } : lte !== undefined ? { lte: prefix + lte } : { lt: all.lt };
    return { ...lower, ...upper, reverse };
}
