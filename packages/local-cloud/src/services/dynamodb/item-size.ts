import type { AttributeValue, Item } from "./attribute-value";

/** The largest item that DynamoDB takes, in bytes. */
export const maxItemBytes = 400 * 1024;

/**
 * An item's size in bytes, as AWS counts it: names and text in UTF-8, numbers by their digits, 3 bytes and 1 a member
 * for lists and maps. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
    let size = 0;
    for (const [name, value] of Object.entries(item)) {
        size += Buffer.byteLength(name) + valueSize(value);
    }
    return size;
}

function valueSize(value: AttributeValue): number {
    const { S, N, B, SS, NS, BS, L, M } = value;
    if (S !== undefined) {
        return Buffer.byteLength(S);
    } else if (N !== undefined) {
        return numberSize(N);
    } else if (B !== undefined) {
        return bytesSize(B);
    } else if (L !== undefined) {
        return total(L, (member) => 1 + valueSize(member)) + 3;
    } else if (M !== undefined) {
        return itemSize(M) + Object.keys(M).length + 3;
    } else if (SS !== undefined) {
        return total(SS, (member) => Buffer.byteLength(member));
    } else if (NS !== undefined) {
        return total(NS, numberSize);
    } else if (BS !== undefined) {
        return total(BS, bytesSize);
    }
    return 1;
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
