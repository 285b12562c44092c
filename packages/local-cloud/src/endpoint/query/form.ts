import type { NormalizedSchema } from "@smithy/core/schema";

import { readScalar } from "../scalar";
import { entryNames, memberName } from "./xml-names";

/**
 * Reads an operation's input from a form's fields, such as `Attribute.1.Name=DelaySeconds`.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#query-key-resolution
 *
 * @throws AwsError `MalformedInput` when a number or an instant is not one
 */
export function parseInput(fields: ReadonlyMap<string, string>, schema: NormalizedSchema, at = ""): unknown {
    const { xmlFlattened } = schema.getMemberTraits();
    if (schema.isStructSchema() || schema.isUnitSchema()) {
        const prefix = at === "" ? "" : `${at}.`;
        const read = [...schema.structIterator()].map(([name, member]) => {
            return [name, parseInput(fields, member, prefix + memberName(name, member))] as const;
        });
        const present = read.filter(([, value]) => value !== undefined);
        return present.length === 0 && at !== "" ? undefined : Object.fromEntries(present);
    }
    if (schema.isListSchema()) {
        const item = schema.getValueSchema();
        if (!xmlFlattened) {
            return ifAny(numbered(fields, `${at}.member`, item));
        }
        // SQS takes a list of one without its number too: `AttributeName=All`.
        const alone = fields.get(at);
        return ifAny(alone === undefined ? numbered(fields, at, item) : [alone]);
    }
    if (schema.isMapSchema()) {
        const start = xmlFlattened ? at : `${at}.entry`;
        const { key, value } = entryNames(schema);
        const keys = numbered(fields, start, schema.getKeySchema(), `.${key}`);
        const item = schema.getValueSchema();
        const entries = keys.map((each, index) => [each, parseInput(fields, item, `${start}.${index + 1}.${value}`)]);
        return entries.length === 0 ? undefined : Object.fromEntries(entries);
    }
    const text = fields.get(at);
    return text === undefined ? undefined : readScalar(text, schema, at);
}

/** What stands at `at.1`, `at.2`, … until one is missing. */
function numbered(fields: ReadonlyMap<string, string>, at: string, schema: NormalizedSchema, suffix = ""): unknown[] {
    const values: unknown[] = [];
    for (;;) {
        const value = parseInput(fields, schema, `${at}.${values.length + 1}${suffix}`);
        if (value === undefined) {
            return values;
        }
        values.push(value);
    }
}

function ifAny<T>(values: T[]): T[] | undefined {
    return values.length === 0 ? undefined : values;
}
