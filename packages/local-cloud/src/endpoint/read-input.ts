import type { NormalizedSchema } from "@smithy/core/schema";

import { AwsError } from "../aws-error";

/** What numbers may be in JSON that JSON has no numbers for: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
const namedNumbers = ["NaN", "Infinity", "-Infinity"];

/**
 * An operation's input as the caller's JSON or CBOR has it, once its values have the types of `schema`. Members that
 * are null are left out: to AWS, they are absent. Members that the schema does not have stay as they are.
 *
 * @param schema undefined for an input whose members the service checks itself
 * @throws AwsError `SerializationException` for a value of another type
 */
export function readInput(value: unknown, schema: NormalizedSchema | undefined): unknown {
    return schema === undefined ? readMembers(value, () => undefined, "") : readValue(value, schema, "");
}

/** @param at where in the input `value` stands */
function readValue(value: unknown, schema: NormalizedSchema, at: string): unknown {
    if (schema.isListSchema()) {
        const item = schema.getValueSchema();
        return Array.isArray(value)
            ? value.map((each, index) => readValue(each, item, `${at}[${index}]`))
            : refuse(at, "a list");
    }
    if (schema.isMapSchema()) {
        const item = schema.getValueSchema();
        return readMembers(value, () => item, at);
    }
    if (schema.isStructSchema() || schema.isUnitSchema()) {
        const members = schema.getMemberSchemas();
        return readMembers(value, (name) => (Object.hasOwn(members, name) ? members[name] : undefined), at);
    }
    return readScalar(value, schema, at);
}

function readMembers(
    value: unknown,
    findSchema: (name: string) => NormalizedSchema | undefined,
    at: string,
): Record<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return refuse(at, "an object");
    }
    const present = Object.entries(value).filter(([, member]) => member !== null);
    const read = present.map(([name, member]) => {
        const schema = findSchema(name);
        const path = at === "" ? name : `${at}.${name}`;
        return [name, schema === undefined ? (member as unknown) : readValue(member, schema, path)];
    });
    return Object.fromEntries(read) as Record<string, unknown>;
}

function readScalar(value: unknown, schema: NormalizedSchema, at: string): unknown {
    const type = jsonType(schema);
    if (type === "number" && typeof value === "string" && namedNumbers.includes(value)) {
        return Number(value);
    }
    return typeof value === type ? value : refuse(at, `a ${type}`);
}

/** How JSON has it: instants are seconds since the epoch, bytes base64. */
function jsonType(schema: NormalizedSchema): "number" | "boolean" | "string" {
    if (schema.isNumericSchema() || schema.isTimestampSchema()) {
        return "number";
    }
    return schema.isBooleanSchema() ? "boolean" : "string";
}

function refuse(at: string, wanted: string): never {
    throw new AwsError("SerializationException", `${at === "" ? "The request's body" : at} must be ${wanted}.`);
}
