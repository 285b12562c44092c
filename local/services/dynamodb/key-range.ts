import { Readable } from "node:stream";

import * as dynalite from "dynalite/db";
import query from "dynalite/actions/query";
import scan from "dynalite/actions/scan";

import type { KeyRange } from "../../database";
import { plainQuery, type RangeInput } from "./composite-query";
import { isComposite } from "./index-schema";
import { indexKey } from "./item-change";
import { indexPrefix, itemPrefix, rangeOf } from "./storage-keys";
import type { IndexDefinition, TableDefinition } from "./table-record";
import { awsError, tooManyConditions, validationError } from "./validated";

const actions = { query, scan };

/**
 * Where in the storage a query or scan reads.
 *
 * @throws AwsError `ValidationException` when the request does not suit the table or index
 */
export async function keyRange(
    operation: keyof typeof actions,
    input: RangeInput,
    definition: TableDefinition,
    index: IndexDefinition | undefined,
): Promise<KeyRange> {
    const name = definition.TableName;
    const prefix = index === undefined ? itemPrefix(name) : indexPrefix(name, index.IndexName);
    const found =
        operation === "query" && index !== undefined && isComposite(index)
            ? await compositeRange(input, definition, index)
            : await plainRange(operation, input, definition);
    return within(prefix, input.ExclusiveStartKey === undefined ? found : after(input, definition, index, found));
}

/** Where in an index whose key has several hash or range attributes a query reads. */
async function compositeRange(
    input: RangeInput,
    definition: TableDefinition,
    index: IndexDefinition,
): Promise<KeyRange> {
    const { input: plain, definition: plainDefinition, first, between } = plainQuery(input, definition, index);
    const { gt, gte, lt, lte, reverse } = await plainRange("query", plain, plainDefinition);
    const whole = (key: string | undefined) => key && first + between + key.slice(first.length);
    const range = { gt: whole(gt), gte: whole(gte), lt: whole(lt), lte: whole(lte), reverse };
    if (input.ExclusiveStartKey !== undefined && !isIn(range, indexKey(index, definition, input.ExclusiveStartKey))) {
        throw validationError("The provided starting key is outside query boundaries based on provided conditions");
    }
    return range;
}

/**
 * dynalite's action checks the request against the table and finds the range; it gets a store that takes the range and
 * has no items.
 */
async function plainRange(
    operation: keyof typeof actions,
    input: RangeInput,
    definition: TableDefinition,
): Promise<KeyRange> {
    if (Object.keys(input.KeyConditions ?? {}).length > 2) {
        throw validationError(tooManyConditions);
    }
    return new Promise<KeyRange>((resolve, reject) => {
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

function isIn({ gt, gte, lt, lte }: KeyRange, key: string): boolean {
    return (
        (gt === undefined || key > gt) &&
        (gte === undefined || key >= gte) &&
        (lt === undefined || key < lt) &&
        (lte === undefined || key <= lte)
    );
}

function within(prefix: string, { gt, gte, lt, lte, reverse = false }: KeyRange): KeyRange {
    const all = rangeOf(prefix);
    const lower = gt !== undefined ? { gt: prefix + gt } : { gte: gte === undefined ? all.gte : prefix + gte };
    const upper = lt !== undefined ? { lt: prefix + lt } : lte !== undefined ? { lte: prefix + lte } : { lt: all.lt };
    return { ...lower, ...upper, reverse };
}
