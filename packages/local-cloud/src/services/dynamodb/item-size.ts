import { type AttributeValue, type Item, readType } from "./attribute-value";

/** The largest item that DynamoDB takes, in bytes. */
export const maxItemBytes = 400 * 1024;

/** Sizes of items, which never change: each is asked for more than once. */
const sizes = new WeakMap<Item, number>();

/**
 * An item's size in bytes, as AWS counts it: names and text in UTF-8, numbers by their digits, 3 bytes and 1 a member
 * for lists and maps. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
    let size = sizes.get(item);
    if (size === undefined) {
        size = membersSize(item);
        sizes.set(item, size);
    }
    return size;
}

function membersSize(members: Item): number {
    let size = 0;
    for (const name of Object.keys(members)) {
        size += Buffer.byteLength(name) + valueSize(members[name] as AttributeValue);
    }
    return size;
}

function valueSize(value: AttributeValue): number {
    switch (readType(value)) {
        case "S":
            return Buffer.byteLength(value.S as string);
        case "N":
            return numberSize(value.N as string);
        case "B":
            return bytesSize(value.B as string);
        case "L":
            return total(value.L as AttributeValue[], (member) => 1 + valueSize(member)) + 3;
        case "M":
            return membersSize(value.M as Item) + Object.keys(value.M as Item).length + 3;
        case "SS":
            return total(value.SS as string[], (member) => Buffer.byteLength(member));
        case "NS":
            return total(value.NS as string[], numberSize);
        case "BS":
            return total(value.BS as string[], bytesSize);
        default:
            return 1;
    }
}

function total<T>(members: readonly T[], size: (member: T) => number): number {
    return members.reduce((sum, member) => sum + size(member), 0);
}

/** A byte for each two significant digits, one more, and one for a minus sign. */
function numberSize(text: string): number {
    const digits = text.replace(/[-.]/g, "").replace(/^0+|0+$/g, "");
    return Math.ceil(digits.length / 2) + 1 + (text.startsWith("-") ? 1 : 0);
}

function bytesSize(base64: string): number {
    return Buffer.byteLength(base64, "base64");
}
