import type { Hash } from "./canonical";

/**
 * How many bytes DynamoDB counts for a JSON value: text by its UTF-8 bytes, a number about one byte for two digits and
 * one more, a list or map three bytes and one for each member
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
export function storedBytes(value: unknown): number {
    if (typeof value === "string") {
        return Buffer.byteLength(value);
    }
    if (typeof value === "number") {
        return Math.ceil(String(value).length / 2) + 2;
    }
    if (typeof value !== "object" || value === null) {
        return 1;
    }
    return Object.entries(value).reduce(
        (bytes, [key, member]) => bytes + 1 + (Array.isArray(value) ? 0 : Buffer.byteLength(key)) + storedBytes(member),
        3,
    );
}

/** Members that make an object what it is; they are small, and are never left out. */
const kept = ["id", "object", "customer", "status", "active", "created", "deleted", "livemode", "metadata"];

/**
 * The object itself where it fits `budget` bytes (as DynamoDB counts them), else without its largest members: as many
 * as it takes, largest first, and of two equally large the one whose name sorts first.
 */
export function truncate(object: Hash, budget: number): { object: Hash; truncated: boolean } {
    // DynamoDB counts at most three bytes for each character of the JSON, and that is much quicker to tell.
    if (JSON.stringify(object).length * 3 <= budget) {
        return { object, truncated: false };
    }
    const total = storedBytes(object);
    if (total <= budget) {
        return { object, truncated: false };
    }
    const largestFirst = Object.entries(object)
        .map(([key, member]) => ({ key, bytes: 1 + Buffer.byteLength(key) + storedBytes(member) }))
        .sort(
            (a, b) =>
                Number(kept.includes(a.key)) - Number(kept.includes(b.key)) ||
                b.bytes - a.bytes ||
                (a.key < b.key ? -1 : 1),
        );
    const left: string[] = [];
    let bytes = total;
    for (const member of largestFirst) {
        if (bytes <= budget) {
            break;
        }
        left.push(member.key);
        bytes -= member.bytes;
    }
    return {
        object: Object.fromEntries(Object.entries(object).filter(([key]) => !left.includes(key))),
        truncated: true,
    };
}
