import type { IndexDefinition, KeySchema, TableDefinition } from "./table-record";
import { validationError } from "./validated";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html */
const maxAttributes = 4;

/** Whether an index's key has more than one hash and one range attribute. */
export function isComposite({ KeySchema }: IndexDefinition): boolean {
    return KeySchema.length > 2 || KeySchema[1]?.KeyType === "HASH";
}

/**
 * CreateTable's request, not yet validated, with the first hash and the first range attribute of each global index alone:
 * dynalite knows no others.
 */
export function withPlainIndexes(input: object): object {
    const { GlobalSecondaryIndexes: indexes } = input as { GlobalSecondaryIndexes?: unknown };
    return Array.isArray(indexes)
        ? { ...input, GlobalSecondaryIndexes: (indexes as Partial<IndexDefinition>[]).map(plain) }
        : input;
}

function plain(index: Partial<IndexDefinition>): Partial<IndexDefinition> {
    const elements: unknown = index.KeySchema;
    if (!Array.isArray(elements) || elements.length < 2 || elements.length > 2 * maxAttributes) {
        return index;
    }
    const [hash, ...others] = elements as KeySchema;
    const range = others.find(({ KeyType }) => KeyType !== "HASH");
    return { ...index, KeySchema: [hash, range].filter((element) => element !== undefined) };
}

/**
 * Checks what dynalite does not know of a global index's key: up to four hash attributes, then up to four range
 * attributes, all different and defined.
 *
 * @throws AwsError `ValidationException`
 */
export function checkKeySchema(index: IndexDefinition, { AttributeDefinitions }: TableDefinition): void {
    const types: string[] = index.KeySchema.map(({ KeyType }) => KeyType);
    const names = index.KeySchema.map(({ AttributeName }) => AttributeName);
    const defined = AttributeDefinitions.map(({ AttributeName }) => AttributeName);
    const hashes = types.filter((type) => type === "HASH").length;
    const ranges = types.filter((type) => type === "RANGE").length;
    const refuse = (reason: string) => {
        throw validationError(`Invalid KeySchema of index ${index.IndexName}: ${reason}`);
    };
    if (hashes + ranges < types.length || types.lastIndexOf("HASH") >= hashes) {
        refuse("it must have HASH attributes, then RANGE attributes");
    } else if (hashes > maxAttributes || ranges > maxAttributes) {
        refuse(`it can have ${maxAttributes} HASH and ${maxAttributes} RANGE attributes at most`);
    } else if (new Set(names).size < names.length) {
        refuse("it has an attribute twice");
    } else if (!names.every((name) => defined.includes(name))) {
        refuse(`some of its attributes are not defined in AttributeDefinitions [${defined.join(", ")}]`);
    }
}
