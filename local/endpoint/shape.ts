export type ScalarShape =
    | "string"
    | "number"
    | "boolean"
    /** Seconds since the epoch, in JSON. */
    | "timestamp";

/**
 * The form of an operation's input or output: the types that a request's values must have, and what JSON does not say
 * of lists and maps in forms and XML, and of which numbers are instants.
 */
export type Shape =
    | ScalarShape
    | { readonly kind: "structure"; readonly members: Readonly<Record<string, Shape>> }
    /** Flattened lists repeat an element of this name; others wrap elements called `member`. */
    | { readonly kind: "list"; readonly of: Shape; readonly flattenedAs?: string }
    /** Flattened maps repeat an element of this name; others wrap elements called `entry`. */
    | {
          readonly kind: "map";
          readonly of: Shape;
          readonly flattenedAs?: string;
          /** What the element of a key is called, and that of a value. */
          readonly key: string;
          readonly value: string;
      };

export function structure(members: Readonly<Record<string, Shape>>): Shape {
    return { kind: "structure", members };
}

export function list(of: Shape): Shape {
    return { kind: "list", of };
}

export function flatList(flattenedAs: string, of: Shape): Shape {
    return { kind: "list", of, flattenedAs };
}

export function flatMap(flattenedAs: string, key: string, of: Shape): Shape {
    return { kind: "map", of, flattenedAs, key, value: "Value" };
}

/** Strings all. */
export function strings(...names: readonly string[]): Record<string, Shape> {
    return Object.fromEntries(names.map((name) => [name, "string"]));
}

/** Numbers all. */
export function numbers(...names: readonly string[]): Record<string, Shape> {
    return Object.fromEntries(names.map((name) => [name, "number"]));
}

/** The input of each operation of a service, and the output where a protocol needs its shape. */
export interface ServiceShapes {
    /** `AmazonSQS`: the JSON service that carries the operations out. */
    readonly targetPrefix: string;
    readonly operations: Readonly<Record<string, { readonly input: Shape; readonly output?: Shape }>>;
}

/** Of a service that is spoken to in the query protocol too. */
export interface QueryShapes extends ServiceShapes {
    /** The form's `Version`, which tells the services apart. */
    readonly apiVersion: string;
    readonly xmlNamespace: string;
    /** The member of inputs that the URL is, for requests that go to a resource's own. */
    readonly pathMember?: string;
}
