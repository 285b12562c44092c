import type { Item } from "./attribute-value";
import { itemSize } from "./item-size";

/** `ReturnConsumedCapacity`. */
export type CapacityMode = "INDEXES" | "TOTAL" | "NONE";

/**
 * The read units that an item costs: 1 for each 4 KB, half as much when the read is eventually consistent.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function readUnits(item: Item | undefined, consistent = false): number {
    return countReadUnits(item === undefined ? 0 : itemSize(item), consistent);
}

/** The read units that `bytes` cost; a read of nothing costs as much as a small one. */
export function countReadUnits(bytes: number, consistent = false): number {
    return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

/** The write units that an item costs: 1 for each 1 KB of the larger of what it was and what it becomes. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
    const bytes = Math.max(itemSize(before ?? {}), itemSize(after ?? {}));
    return Math.max(1, Math.ceil(bytes / 1024));
}

/** `ConsumedCapacity` by table, as far as `mode` asks for it. */
export function consumed(
    mode: CapacityMode | undefined,
    units: Readonly<Record<string, number>>,
): object[] | undefined {
    if (mode !== "TOTAL" && mode !== "INDEXES") {
        return undefined;
    }
    return Object.entries(units).map(([TableName, CapacityUnits]) => ({
        TableName,
        CapacityUnits,
        ...(mode === "INDEXES" && { Table: { CapacityUnits } }),
    }));
}
