import { compareNumbers } from "./decimal";

/** A value as DynamoDB's JSON carries it: exactly one member; numbers as text, bytes in base64. */
export interface AttributeValue {
    S?: string;
    N?: string;
    B?: string;
    BOOL?: boolean;
    NULL?: boolean;
    SS?: string[];
    NS?: string[];
    BS?: string[];
    L?: AttributeValue[];
    M?: Item;
}

export const attributeTypes = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"] as const;

export type AttributeType = (typeof attributeTypes)[number];

/** An item, or the key of one: values by attribute name. */
export type Item = Record<string, AttributeValue>;

/**
 * Whether two values are equal: of the same type, documents member by member, sets in any order.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function valuesEqual(one: AttributeValue, other: AttributeValue): boolean {
    if (one.L !== undefined && other.L !== undefined) {
        const { L } = other;
        return one.L.length === L.length && one.L.every((value, index) => memberEquals(value, L[index]));
    }
    if (one.M !== undefined && other.M !== undefined) {
        const { M } = other;
        const entries = Object.entries(one.M);
        return entries.length === Object.keys(M).length && entries.every(([key, value]) => memberEquals(value, M[key]));
    }
    const mine = readSet(one);
    const theirs = readSet(other);
    if (mine !== undefined && theirs !== undefined) {
        return mine.type === theirs.type && sameMembers(mine.members, theirs.members);
    }
    const [type, value] = Object.entries(one)[0] ?? [];
    return type !== undefined && value === other[type as keyof AttributeValue];
}

/**
 * How two values are ordered: numbers by value, text and bytes by their bytes.
 * @returns below zero where `one` comes first, above zero where `other` does; undefined where they have no order
 */
export function compareValues(one: AttributeValue, other: AttributeValue): number | undefined {
    if (one.N !== undefined && other.N !== undefined) {
        return compareNumbers(one.N, other.N);
    } else if (one.S !== undefined && other.S !== undefined) {
        return Buffer.compare(Buffer.from(one.S), Buffer.from(other.S));
    } else if (one.B !== undefined && other.B !== undefined) {
        return Buffer.compare(Buffer.from(one.B, "base64"), Buffer.from(other.B, "base64"));
    }
    return undefined;
}

export function readType(value: AttributeValue): AttributeType {
    return Object.keys(value)[0] as AttributeType;
}

function memberEquals(one: AttributeValue, other: AttributeValue | undefined): boolean {
    return other !== undefined && valuesEqual(one, other);
}

/** A set's type and members; undefined for what is none. */
export function readSet(value: AttributeValue): { type: string; members: string[] } | undefined {
    for (const type of ["SS", "NS", "BS"] as const) {
        const members = value[type];
        if (members !== undefined) {
            return { type, members };
        }
    }
    return undefined;
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
    const members = new Set(one);
    return one.length === other.length && other.every((member) => members.has(member));
}
