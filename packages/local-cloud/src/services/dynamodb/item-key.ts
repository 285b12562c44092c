import { hash } from "node:crypto";

import type { AttributeValue, Item } from "./attribute-value";
import { sortableDecimal } from "./decimal";
import type { KeySchema } from "./table-record";

/**
 * The text of an item's key, which sorts as DynamoDB does: by a hash of the partition key's values,
 * then by the values, each closed by a mark that sorts before what any longer value goes on with.
 *
 * @param item has all of the key's attributes
 */
export function keyText(item: Item, schema: KeySchema): string {
    const hashes = schema.filter(({ KeyType }) => KeyType === "HASH").map((element) => part(item, element));
    const ranges = schema.filter(({ KeyType }) => KeyType === "RANGE").map((element) => part(item, element));
    return partitionText(hashes) + ranges.join("");
}

/** How the keys of a partition's items start. @param values its key's, as `valueText` gives them */
export function partitionText(values: readonly string[]): string {
    const partition = values.join("");
    return hash("md5", partition, "hex").slice(0, hashDigits) + partition;
}

const hashDigits = 6;

/** A key attribute's value: it sorts by its bytes, or by its number. */
export function valueText(value: AttributeValue): string {
    return value.N === undefined ? `${valuePrefix(value)}/` : sortableDecimal(value.N);
}

/** How the texts start of values that begin with `value`, which is text or bytes. */
export function valuePrefix({ S, B }: AttributeValue): string {
    return (S === undefined ? Buffer.from(B ?? "", "base64") : Buffer.from(S)).toString("hex");
}

function part(item: Item, { AttributeName }: KeySchema[number]): string {
    return valueText(item[AttributeName] ?? {});
}
