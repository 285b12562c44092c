import type { Item } from "./attribute-value";
import { itemSize } from "./item-size";

/**
 * The write units that an item costs: 1 for each 1 KB of the larger of what it was and what it becomes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
    const bytes = Math.max(itemSize(before ?? {}), itemSize(after ?? {}));
    return Math.max(1, Math.ceil(bytes / 1024));
}
