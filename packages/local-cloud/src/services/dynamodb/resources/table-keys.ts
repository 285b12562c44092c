import type { Properties, Refusal } from "../../../resources/resource-type";

/** One attribute of a key. */
interface KeyAttribute {
    attributeName: string;
    keyType: string;
}

/** The key of a table or an index: by `keySchemas`, or by `hashKey` and `rangeKey`, which they take the place of. */
export function readKeys({ keySchemas, hashKey, rangeKey }: Properties): KeyAttribute[] {
    if (Array.isArray(keySchemas) && keySchemas.length > 0) {
        return keySchemas as KeyAttribute[];
    }
    const hash = { attributeName: hashKey as string, keyType: "HASH" };
    return rangeKey === undefined ? [hash] : [hash, { attributeName: rangeKey as string, keyType: "RANGE" }];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const maxIndexes = 20;
/** An index's key may have several attributes of each kind: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html */
const maxOfKind = 4;

/** One index's key, as AWS and the provider take it. */
function keyRefusal({ name, keySchemas, hashKey, rangeKey }: Properties): string | undefined {
    const keys = (keySchemas ?? []) as KeyAttribute[];
    const kinds = keys.map(({ keyType }) => keyType);
    const of = (kind: string) => kinds.filter((one) => one === kind).length;
    if (keys.length === 0) {
        return hashKey === undefined ? `the index "${name}" has neither keySchemas nor a hashKey` : undefined;
    }
    if (hashKey !== undefined || rangeKey !== undefined) {
        return `the index "${name}" has keySchemas, and so must not have a hashKey or a rangeKey`;
    }
    if (of("HASH") + of("RANGE") !== kinds.length) {
        return `the index "${name}" has a keyType that is neither HASH nor RANGE`;
    }
    if (of("HASH") < 1 || of("HASH") > maxOfKind || of("RANGE") > maxOfKind) {
        return `the index "${name}" has ${of("HASH")} HASH and ${of("RANGE")} RANGE keys: it may have 1 to 4 and 0 to 4`;
    }
    if (new Set(keys.map(({ attributeName }) => attributeName)).size < keys.length) {
        return `the index "${name}" has an attribute twice in its key`;
    }
    return kinds.lastIndexOf("HASH") > kinds.indexOf("RANGE") && of("RANGE") > 0
        ? `the index "${name}" has a HASH key after a RANGE key`
        : undefined;
}

function projectionRefusal({ name, projectionType, nonKeyAttributes }: Properties): string | undefined {
    if (!["ALL", "INCLUDE", "KEYS_ONLY"].includes(projectionType as string)) {
        return `the index "${name}" has a projectionType that is none of ALL, INCLUDE and KEYS_ONLY`;
    }
    return nonKeyAttributes !== undefined && projectionType !== "INCLUDE"
        ? `the index "${name}" has nonKeyAttributes, and a projectionType that is not INCLUDE`
        : undefined;
}

/** Why AWS refuses a table's global secondary indexes. */
export function refuseIndexes({ globalSecondaryIndexes = [] }: Properties): Refusal[] {
    const indexes = globalSecondaryIndexes as Properties[];
    const names = indexes.map(({ name }) => String(name));
    const reasons = [
        indexes.length > maxIndexes ? `are ${indexes.length}: a table may have ${maxIndexes}` : undefined,
        new Set(names).size < names.length ? "have one name twice" : undefined,
        ...indexes.flatMap((index) => [keyRefusal(index), projectionRefusal(index)]),
        ...names.map((name) => (/^[\w.-]{3,255}$/.test(name) ? undefined : `"${name}" is not the name of an index`)),
    ];
    return reasons.flatMap((reason) => (reason === undefined ? [] : [{ property: "globalSecondaryIndexes", reason }]));
}

/** Keys and declared attributes are the same: "one or more parameter values were invalid" otherwise. */
export function refuseAttributes(inputs: Properties): Refusal[] {
    const { attributes, globalSecondaryIndexes = [], hashKey, rangeKey } = inputs;
    if (attributes === undefined || hashKey === undefined) {
        return [];
    }
    const keys = [
        hashKey,
        rangeKey,
        ...(globalSecondaryIndexes as Properties[]).flatMap((index) =>
            readKeys(index).map(({ attributeName }) => attributeName),
        ),
    ].filter((key): key is string => typeof key === "string");
    const declared = (attributes as Properties[]).map(({ name }) => name as string);
    const mistyped = (attributes as Properties[]).filter(({ type }) => !["B", "N", "S"].includes(type as string));
    const missing = keys.filter((key) => !declared.includes(key));
    const unused = declared.filter((name) => !keys.includes(name));
    const reasons = [
        ...mistyped.map(({ name, type }) => `"${name}" has the type ${type}, which is none of B, N and S`),
        ...missing.map((key) => `the key "${key}" is not among them`),
        ...unused.map((name) => `"${name}" is not the key of anything`),
    ];
    return reasons.map((reason) => ({ property: "attributes", reason }));
}
