import { isDeepStrictEqual } from "node:util";

import { type Item, itemSize, writeUnits } from "local-cloud";

/** A secondary index of a table. */
export interface TableIndex {
    name: string;
    /** The attributes of its key. */
    key: readonly string[];
    /** The attributes that it holds: all, or these. */
    projected: "all" | readonly string[];
}

/** What an index holds of an item: nothing of one that lacks a part of the index's key. */
export function indexEntry(item: Item | undefined, { key, projected }: TableIndex): Item | undefined {
    if (item === undefined || key.some((attribute) => item[attribute] === undefined)) {
        return undefined;
    }
    return projected === "all"
        ? item
        : Object.fromEntries(Object.entries(item).filter(([attribute]) => projected.includes(attribute)));
}

/**
 * The write units of an index for a write to its table: none when its entry stays as it was, those of a deletion and of
 * a write when the entry's key changes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function indexWriteUnits(before: Item | undefined, after: Item | undefined, { key }: TableIndex): number {
    if (isDeepStrictEqual(before, after)) {
        return 0;
    }
    const readKey = (entry: Item) => key.map((attribute) => entry[attribute]);
    const moves = before !== undefined && after !== undefined && !isDeepStrictEqual(readKey(before), readKey(after));
    return moves ? writeUnits(before, undefined) + writeUnits(undefined, after) : writeUnits(before, after);
}

/**
 * What an item or an entry takes of a table's storage: AWS adds 100 bytes to each. Numbers count in full: zeros at the
 * end, which take no room, would make the result depend on the moment that an item holds.
 */
export function storedBytes(item: Item | undefined): number {
    if (item === undefined) {
        return 0;
    }
    const full = Object.entries(item).map(([name, value]) =>
        value.N === undefined ? [name, value] : [name, { N: value.N.replace(/\d/g, "1") }],
    );
    return itemSize(Object.fromEntries(full) as Item) + 100;
}
