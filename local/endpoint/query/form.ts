import { AwsError } from "../../aws-error";
import type { ScalarShape, Shape } from "../shape";

/**
 * Reads an operation's input from a form's fields, such as `Attribute.1.Name=DelaySeconds`.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#query-key-resolution
 *
 * @throws AwsError `MalformedInput` when a number or an instant is not one
 */
export function inputOf(fields: ReadonlyMap<string, string>, shape: Shape, at = ""): unknown {
    if (typeof shape === "string") {
        const text = fields.get(at);
        return text === undefined ? undefined : scalarOf(text, shape, at);
    }
    switch (shape.kind) {
        case "structure": {
            const prefix = at === "" ? "" : `${at}.`;
            const read = Object.entries(shape.members).map(([name, member]) => {
                return [name, inputOf(fields, member, prefix + fieldOf(name, member))] as const;
            });
            const present = read.filter(([, value]) => value !== undefined);
            return present.length === 0 && at !== "" ? undefined : Object.fromEntries(present);
        }
        case "list": {
            if (shape.flattenedAs === undefined) {
                return ifAny(numbered(fields, `${at}.member`, shape.of));
            }
            // SQS takes a list of one without its number too: `AttributeName=All`.
            const alone = typeof shape.of === "string" ? inputOf(fields, shape.of, at) : undefined;
            return ifAny(alone === undefined ? numbered(fields, at, shape.of) : [alone]);
        }
        case "map": {
            const start = shape.flattenedAs === undefined ? `${at}.entry` : at;
            const keys = numbered(fields, start, "string", `.${shape.key}`);
            const valueAt = (index: number) => `${start}.${index + 1}.${shape.value}`;
            const entries = keys.map((key, index) => [key, inputOf(fields, shape.of, valueAt(index))]);
            return entries.length === 0 ? undefined : Object.fromEntries(entries);
        }
    }
}

/** A flattened list or map goes by the name of its elements. */
function fieldOf(name: string, shape: Shape): string {
    return typeof shape === "object" && shape.kind !== "structure" ? (shape.flattenedAs ?? name) : name;
}

/** What stands at `at.1`, `at.2`, … until one is missing. */
function numbered(fields: ReadonlyMap<string, string>, at: string, shape: Shape, suffix = ""): unknown[] {
    const values: unknown[] = [];
    for (;;) {
        const value = inputOf(fields, shape, `${at}.${values.length + 1}${suffix}`);
        if (value === undefined) {
            return values;
        }
        values.push(value);
    }
}

function ifAny<T>(values: T[]): T[] | undefined {
    return values.length === 0 ? undefined : values;
}

function scalarOf(text: string, shape: ScalarShape, at: string): string | number | boolean {
    switch (shape) {
        case "string":
            return text;
        case "boolean":
            return text === "true";
        case "number":
        case "timestamp": {
            const value = shape === "number" ? Number(text) : Date.parse(text) / 1000;
            if (text === "" || Number.isNaN(value)) {
                throw new AwsError("MalformedInput", `${at} is "${text}", which is not a ${shape}.`);
            }
            return value;
        }
    }
}
