/** What Stripe's OpenAPI description says of a value: the part of JSON Schema that it uses. */
export interface Schema {
    $ref?: string;
    anyOf?: Schema[];
    type?: string;
    nullable?: boolean;
    enum?: unknown[];
    items?: Schema;
    maxLength?: number;
    properties?: Record<string, Schema>;
    required?: string[];
    additionalProperties?: boolean | Schema;
    "x-expansionResources"?: unknown;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** Where a value is not what its schema says: paths and what is wrong there. Empty when it is. */
export function findFaults(value: unknown, schema: Schema, schemas: Schemas, path = ""): string[] {
    if (schema.$ref !== undefined) {
        const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
        return findFaults(value, schemas[name] ?? {}, schemas, path);
    }
    if (value === null) {
        const isOpen = schema.type === undefined && schema.anyOf === undefined;
        return schema.nullable === true || isOpen ? [] : [`${path} is null`];
    }
    if (schema.anyOf !== undefined) {
        const faults = schema.anyOf.map((one) => findFaults(value, one, schemas, path));
        // The faults of the alternative that is nearest.
        return faults.sort((a, b) => a.length - b.length)[0] ?? [];
    }
    if (schema.enum !== undefined && !schema.enum.includes(value)) {
        return [`${path} is ${JSON.stringify(value)}`];
    }
    const found = Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
    if (schema.type !== undefined && found !== schema.type && !(schema.type === "number" && found === "integer")) {
        return [`${path} is ${found}, not ${schema.type}`];
    }
    if (typeof value === "string" && value.length > (schema.maxLength ?? Infinity)) {
        return [`${path} is longer than ${schema.maxLength}`];
    }
    if (Array.isArray(value)) {
        return value.flatMap((one, index) => findFaults(one, schema.items ?? {}, schemas, `${path}[${index}]`));
    }
    return typeof value === "object" ? findMemberFaults(value as Record<string, unknown>, schema, schemas, path) : [];
}

function findMemberFaults(
    value: Readonly<Record<string, unknown>>,
    { properties = {}, required = [], additionalProperties }: Schema,
    schemas: Schemas,
    path: string,
): string[] {
    const absent = required.filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`);
    const rest = typeof additionalProperties === "object" ? additionalProperties : {};
    const wrong = Object.entries(value).flatMap(([name, one]) =>
        findFaults(one, Object.hasOwn(properties, name) ? (properties[name] ?? {}) : rest, schemas, `${path}.${name}`),
    );
    return [...absent, ...wrong];
}
