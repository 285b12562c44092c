import type { Invoke$ } from "@aws-sdk/client-lambda";
import { NormalizedSchema } from "@smithy/core/schema";
import { createRequire } from "node:module";

/** By name: `SendMessage$` is the schema of the operation SendMessage. */
export type Schemas = Readonly<Record<string, unknown>>;

/** The schemas that every AWS client exports are arrays; those of operations all have this form. */
export type StaticOperationSchema = typeof Invoke$;

/** The forms of an operation's input and output. */
export interface OperationSchema {
    readonly input: NormalizedSchema;
    readonly output: NormalizedSchema;
}

const load = createRequire(__filename);

/**
 * What AWS's client `name` (`@aws-sdk/client-sqs`) exports. Loaded when first asked for: the clients take 20 to 60 ms
 * each, and most runs ask for few.
 */
export function clientSchemas(name: string): Schemas {
    return load(name) as Schemas;
}

/** The schema of the operation called `name`; undefined where `schemas` has none. */
export function operationSchema(schemas: Schemas | undefined, name: string): OperationSchema | undefined {
    const schema = schemas?.[`${name}$`];
    return isOperation(schema)
        ? { input: NormalizedSchema.of(schema[4]), output: NormalizedSchema.of(schema[5]) }
        : undefined;
}

export function isOperation(value: unknown): value is StaticOperationSchema {
    return Array.isArray(value) && value[0] === 9;
}
