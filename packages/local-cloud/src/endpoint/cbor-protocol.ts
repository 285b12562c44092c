import { operationSchema } from "../services/client-schemas";
import type { JsonService } from "../services/service";
import { decodeCbor, encodeCbor } from "./cbor";
import { errorParts, type Exchange, type RawRequest } from "./exchange";
import { findOperation } from "./json-protocol";
import { readInput } from "./read-input";

const headers = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };

/**
 * Smithy's RPC v2 protocol over CBOR, which newer clients speak to CloudWatch: the AWS CLI since botocore 1.42.
 *
 * Source: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 *
 * @returns undefined when the request is not of this protocol
 */
export function cborExchange(request: RawRequest, services: ReadonlyMap<string, JsonService>): Exchange | undefined {
    if (request.headers["smithy-protocol"] !== "rpc-v2-cbor") {
        return undefined;
    }
    const [, targetPrefix = "", name = ""] = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path) ?? [];
    const service = services.get(targetPrefix);
    return {
        operation: service === undefined ? request.path : `${service.name}.${name}`,
        async perform(call) {
            const operation = findOperation(service, name, request.path);
            const schema = operationSchema(service?.schemas, name);
            const given = request.body.length === 0 ? {} : decodeCbor(request.body);
            const output = await operation(readInput(given, schema?.input), call);
            return { status: 200, headers, body: encodeCbor(output, schema?.output) };
        },
        refuse(error) {
            const parts = errorParts(error, service);
            return { status: error.status, headers: { ...headers, ...parts.headers }, body: encodeCbor(parts.members) };
        },
    };
}
