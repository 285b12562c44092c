import { cbor, tag, tagSymbol } from "@smithy/core/cbor";
import type { NormalizedSchema } from "@smithy/core/schema";

import { AwsError } from "../aws-error";

/** The tag of an instant in seconds. RFC 8949, section 3.4.2. */
const epochTag = 1;

/**
 * What one CBOR item says, as JSON would say it: byte strings in base64, tagged values (instants) as what is tagged.
 *
 * @throws AwsError `SerializationException` when `bytes` is not CBOR
 */
export function decodeCbor(bytes: Buffer): unknown {
    try {
        return untagged(cbor.deserialize(bytes));
    } catch {
        throw new AwsError("SerializationException", "The request's body is not CBOR.");
    }
}

function untagged(value: unknown): unknown {
    if (typeof value === "bigint") {
        return Number(value);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (value instanceof Uint8Array) {
        return Buffer.from(value).toString("base64");
    }
    if (Array.isArray(value)) {
        return value.map(untagged);
    }
    return tagSymbol in value && "value" in value
        ? untagged(value.value)
        : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, untagged(member)]));
}

/**
 * `value`, which is JSON, as CBOR. Members without a schema are as JSON has them; absent ones are left out.
 *
 * @param schema says which numbers are instants: CBOR tags those
 */
export function encodeCbor(value: unknown, schema?: NormalizedSchema): Uint8Array {
    return cbor.serialize(tagged(value, schema));
}

function tagged(value: unknown, schema: NormalizedSchema | undefined): unknown {
    if (typeof value !== "object" || value === null) {
        return schema?.isTimestampSchema() === true ? tag({ tag: epochTag, value }) : value;
    }
    if (Array.isArray(value)) {
        const item = schema?.isListSchema() === true ? schema.getValueSchema() : undefined;
        return value.map((each) => tagged(each, item));
    }
    const item = schema?.isMapSchema() === true ? schema.getValueSchema() : undefined;
    const members = schema?.isStructSchema() === true ? schema.getMemberSchemas() : {};
    const present = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(present.map(([name, member]) => [name, tagged(member, item ?? members[name])]));
}
