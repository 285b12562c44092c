import type { NormalizedSchema } from "@smithy/core/schema";

// Only what a member says of itself counts, not its target: https://smithy.io/2.0/spec/protocol-traits.html#xmlname-trait

/** What a structure's member is called in forms and XML; a flattened list or map goes by the name of its elements. */
export function memberName(name: string, schema: NormalizedSchema): string {
    return schema.getMemberTraits().xmlName ?? name;
}

/** What the key and the value of a map's entries are called. */
export function entryNames(schema: NormalizedSchema): { key: string; value: string } {
    return { key: memberName("key", schema.getKeySchema()), value: memberName("value", schema.getValueSchema()) };
}
