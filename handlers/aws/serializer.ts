import { NormalizedSchema } from "@smithy/core/schema";
import { randomUUID } from "node:crypto";

import type { Handler, Middleware } from "./direct-stack";
import type { Endpoint } from "./endpoint";
import type { HttpRequest } from "./http-handler";

/** An operation, as the SDK describes it to its commands. */
type OperationSchema = [kind: 9, namespace: string, name: string, traits: unknown, input: never, output: never];

/** What a step is told of the call: the SDK's, under this key. */
interface CallContext {
    __smithy_context: { operationSchema: OperationSchema };
}

export interface SerializerDeps {
    endpoint: Endpoint;
    /** What `x-amz-target` begins with, such as `AWSEvents`. */
    serviceTarget: string;
    /** `application/x-amz-json-1.1` or `1.0`. */
    contentType: string;
}

/**
 * Makes an operation's input a request, as AWS's JSON protocols define it (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html):
 * a POST of the input as JSON, with dates in seconds since the epoch and bytes in base64, and a token where the operation
 * takes one by which the service knows a repeated request. `JSON.stringify` does it, of which the machine code comes with
 * Node: a new function has none yet for the SDK's own serializer, which writes byte by byte.
 */
export function createSerializer({ endpoint, serviceTarget, contentType }: SerializerDeps): Middleware {
    const tokens = new Map<OperationSchema, string | undefined>();

    /** The operation's member that makes a repeated request known, if it has one. */
    function findTokenMember(schema: OperationSchema): string | undefined {
        if (!tokens.has(schema)) {
            const members = [...NormalizedSchema.of(schema[4]).structIterator()];
            tokens.set(schema, members.find(([, member]) => member.isIdempotencyToken())?.[0]);
        }
        return tokens.get(schema);
    }

    /** For `JSON.stringify`, whose own forms of dates and bytes are others, and which writes members without a value. */
    function inProtocol(this: Record<string, unknown>, key: string, form: unknown): unknown {
        if (typeof form === "object") {
            const value = form === null ? undefined : this[key];
            return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : (form ?? undefined);
        }
        // A date's form is a text: 2026-11-27T10:15:00.000Z
        const value = typeof form === "string" && form.endsWith("Z") ? this[key] : undefined;
        return value instanceof Date ? value.getTime() / 1000 : form;
    }

    return (next: Handler, context) => (args: { input: Record<string, unknown> }) => {
        const { operationSchema } = (context as CallContext).__smithy_context;
        const token = findTokenMember(operationSchema);
        const input = token === undefined ? args.input : { [token]: randomUUID(), ...args.input };
        const { protocol, hostname, port, path, host } = endpoint;
        const request: HttpRequest & { query: object } = {
            protocol,
            hostname,
            port,
            path,
            query: {},
            method: "POST",
            headers: { host, "content-type": contentType, "x-amz-target": `${serviceTarget}.${operationSchema[2]}` },
            body: Buffer.from(JSON.stringify(input, inProtocol)),
        };
        return next({ ...args, request } as never);
    };
}
