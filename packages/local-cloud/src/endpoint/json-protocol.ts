import { AwsError } from "../aws-error";
import { operationSchema } from "../services/client-schemas";
import type { ApiService, JsonService, Operation } from "../services/service";
import { errorParts, type Exchange, type RawRequest } from "./exchange";
import { readInput } from "./read-input";

/**
 * AWS's JSON protocols 1.0 and 1.1, where `x-amz-target: PREFIX.Operation` names the operation.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 *
 * @returns undefined when the request has no target
 */
export function jsonExchange(request: RawRequest, services: ReadonlyMap<string, JsonService>): Exchange | undefined {
    const target = request.headers["x-amz-target"];
    if (typeof target !== "string") {
        return undefined;
    }
    const dot = target.lastIndexOf(".");
    const service = services.get(target.slice(0, dot));
    const name = target.slice(dot + 1);
    const contentType = `application/x-amz-json-${service?.jsonVersion ?? "1.1"}`;
    return {
        operation: service === undefined ? target : `${service.name}.${name}`,
        async perform(call) {
            const operation = findOperation(service, name, target);
            const input = readInput(parse(request.body), operationSchema(service?.schemas, name)?.input);
            const output = await operation(input, call);
            return { status: 200, headers: { "content-type": contentType }, body: JSON.stringify(output) };
        },
        refuse(error) {
            const { headers, members } = errorParts(error, service);
            return {
                status: error.status,
                headers: { "content-type": contentType, ...headers },
                body: JSON.stringify(members),
            };
        },
    };
}

/** @throws AwsError `UnknownOperationException` naming what is missing */
export function findOperation(service: ApiService | undefined, name: string, asked: string): Operation {
    const operation = service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
    if (operation === undefined) {
        throw new AwsError(
            "UnknownOperationException",
            service === undefined
                ? `The local cloud does not have the service of ${asked}.`
                : `The local cloud's ${service.name} does not have the operation ${name}.`,
        );
    }
    return operation;
}

/** @throws AwsError `SerializationException` when `body` is not JSON */
function parse(body: Buffer): unknown {
    if (body.length === 0) {
        return {};
    }
    try {
        return JSON.parse(body.toString("utf8"));
    } catch (error) {
        throw new AwsError("SerializationException", `The request's body is not JSON: ${(error as Error).message}`);
    }
}
