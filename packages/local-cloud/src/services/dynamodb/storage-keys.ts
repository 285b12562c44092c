/**
 * Where things stand in the database. Tables' and indexes' names hold no `~`, so no part overlaps another, and each can be
 * read without its neighbours.
 */
export const tablePrefix = "table~";
export const tokenPrefix = "token~";
export const tokenAgePrefix = "token-age~";

export function itemPrefix(table: string): string {
    return `item~${table}~`;
}

export function indexPrefix(table: string, index: string): string {
    return `index~${table}~${index}~`;
}

export function expiryPrefix(table: string): string {
    return `expiry~${table}~`;
}

/** Of all streams' records. */
export const streamsPrefix = "stream~";

/** Of the records in a shard of a stream; of the whole stream where `shard` is empty. */
export function shardPrefix(table: string, label: string, shard: string): string {
    return `${streamsPrefix}${table}~${label}~${shard === "" ? "" : `${shard}~`}`;
}

/** Non-negative integers in the order of their values. */
export function sortableNumber(value: number): string {
    return String(value).padStart(15, "0");
}

/** The keys that start with `prefix`. */
export function prefixRange(prefix: string): { gte: string; lt: string } {
    return { gte: prefix, lt: prefix + "\u{10ffff}" };
}
