import type { Shape } from "../shape";

/** Major types, and the tag of an instant in seconds. RFC 8949, sections 3.1 and 3.4.2. */
const unsigned = 0;
const negative = 1;
const text = 3;
const array = 4;
const map = 5;
const tag = 6;
const epochTag = 1;

/**
 * `value`, which is JSON, as CBOR. Members without a shape are as JSON has them; absent ones are left out.
 *
 * @param shape says which numbers are instants: CBOR tags those
 */
export function encodeCbor(value: unknown, shape?: Shape): Buffer {
    const parts: Buffer[] = [];
    append(parts, value, shape);
    return Buffer.concat(parts);
}

function append(parts: Buffer[], value: unknown, shape: Shape | undefined): void {
    if (value === null || value === undefined) {
        parts.push(Buffer.of(0xf6));
    } else if (typeof value === "boolean") {
        parts.push(Buffer.of(value ? 0xf5 : 0xf4));
    } else if (typeof value === "number") {
        if (shape === "timestamp") {
            parts.push(head(tag, epochTag));
        }
        parts.push(numberOf(value));
    } else if (typeof value === "string") {
        const bytes = Buffer.from(value, "utf8");
        parts.push(head(text, bytes.length), bytes);
    } else if (Array.isArray(value)) {
        parts.push(head(array, value.length));
        const item = typeof shape === "object" && shape.kind === "list" ? shape.of : undefined;
        value.forEach((each) => append(parts, each, item));
    } else {
        const members = Object.entries(value).filter(([, member]) => member !== undefined);
        parts.push(head(map, members.length));
        for (const [name, member] of members) {
            append(parts, name, "string");
            append(parts, member, memberShape(shape, name));
        }
    }
}

function memberShape(shape: Shape | undefined, name: string): Shape | undefined {
    if (typeof shape !== "object" || shape.kind === "list") {
        return undefined;
    }
    return shape.kind === "structure" ? shape.members[name] : shape.of;
}

function numberOf(value: number): Buffer {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
        return value >= 0 ? head(unsigned, value) : head(negative, -1 - value);
    }
    const bytes = Buffer.alloc(9);
    bytes[0] = 0xfb;
    bytes.writeDoubleBE(value, 1);
    return bytes;
}

/** The first bytes of an item: its major type and its number, or how long it is. */
function head(major: number, count: number): Buffer {
    const start = major << 5;
    if (count < 24) {
        return Buffer.of(start | count);
    }
    if (count < 0x100) {
        return Buffer.of(start | 24, count);
    }
    if (count < 0x10000) {
        return Buffer.of(start | 25, count >> 8, count & 0xff);
    }
    const bytes = Buffer.alloc(count < 0x100000000 ? 5 : 9);
    if (bytes.length === 5) {
        bytes[0] = start | 26;
        bytes.writeUInt32BE(count, 1);
    } else {
        bytes[0] = start | 27;
        bytes.writeBigUInt64BE(BigInt(count), 1);
    }
    return bytes;
}
