import type { Invoke$ } from "@aws-sdk/client-lambda";
import { NormalizedSchema } from "@smithy/core/schema";
import { createRequire } from "node:module";

/** By name: `SendMessage$` is the schema of the operation SendMessage. */
export type Schemas = Readonly<Record<string, unknown>>;

/** The form that all clients' schemas of operations have. */
export type StaticOperationSchema = typeof Invoke$;

/** What a client says of an operation. */
export interface OperationSchema {
    readonly name: string;
    /** In the REST protocol: the method, the path, and the status of its answers. */
    readonly http?: readonly [method: string, path: string, status: number];
    readonly input: NormalizedSchema;
    readonly output: NormalizedSchema;
}

const load = createRequire(__filename);

/**
 * What AWS's client `name` (`@aws-sdk/client-sqs`) exports. Loaded when first asked for: the clients take 10 to 50 ms
 * each, and most runs ask for few.
 */
export function clientSchemas(name: string): Schemas {
    return load(name) as Schemas;
}

/** The operation called `name`; undefined where `schemas` has none. */
export function operationSchema(schemas: Schemas | undefined, name: string): OperationSchema | undefined {
    const schema = schemas?.[`${name}$`];
    return isOperation(schema) ? read(schema) : undefined;
}

/** All operations of a service. */
export function operationSchemas(schemas: Schemas): OperationSchema[] {
    return Object.values(schemas).filter(isOperation).map(read);
}

function isOperation(value: unknown): value is StaticOperationSchema {
    return Array.isArray(value) && value[0] === 9;
}

function read([, , name, traits, input, output]: StaticOperationSchema): OperationSchema {
    const { http } = typeof traits === "object" ? traits : {};
    return { name, http, input: NormalizedSchema.of(input), output: NormalizedSchema.of(output) };
}
