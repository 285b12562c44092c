import { AwsError } from "../aws-error";
import { type OperationSchema, operationSchemas, type Schemas } from "../services/client-schemas";
import type { RestService } from "../services/service";
import { attributeFault, errorParts, type Exchange, type RawRequest } from "./exchange";
import { findOperation } from "./json-protocol";
import { bindInput, bindOutput } from "./rest-binding";

interface Route extends OperationSchema {
    readonly method: string;
    /** Its groups are the members that the path holds. */
    readonly path: RegExp;
    /** Of answers. */
    readonly status: number;
}

const routes = new WeakMap<Schemas, readonly Route[]>();

/**
 * AWS's REST protocol with JSON bodies, where method and path say the operation.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 *
 * @returns undefined when no service has the path
 */
export function restExchange(request: RawRequest, services: readonly RestService[]): Exchange | undefined {
    for (const service of services) {
        for (const route of loadRoutes(service.schemas)) {
            const match = route.method === request.method ? route.path.exec(request.path) : null;
            if (match !== null) {
                return exchange(request, service, route, match.groups ?? {});
            }
        }
    }
    return undefined;
}

function exchange(
    request: RawRequest,
    service: RestService,
    { name, input, output, status }: Route,
    labels: Readonly<Record<string, string>>,
): Exchange {
    return {
        operation: `${service.name}.${name}`,
        async perform(call) {
            const operation = findOperation(service, name, name);
            return bindOutput(await operation(bindInput(request, labels, input), call), output, status);
        },
        refuse: refuseAsRest,
    };
}

/** A request that is of no protocol, or of no service that the local cloud has. */
export function unknownExchange({ method, path }: RawRequest): Exchange {
    return {
        operation: `${method} ${path}`,
        async perform() {
            throw new AwsError("UnknownOperationException", `The local cloud does not have ${method} ${path}.`, 404);
        },
        refuse: refuseAsRest,
    };
}

/** Of every operation of the service: those that it lacks here are refused by name. */
function loadRoutes(schemas: Schemas): readonly Route[] {
    const known = routes.get(schemas) ?? operationSchemas(schemas).flatMap(createRoutes);
    routes.set(schemas, known);
    return known;
}

function createRoutes(schema: OperationSchema): Route[] {
    if (schema.http === undefined) {
        return [];
    }
    const [method, path, status] = schema.http;
    const expression = path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    return [{ ...schema, method, path: new RegExp(`^${expression}/?$`), status }];
}

/** Lambda's errors call their message `Message` or `message`, by operation; SDK clients read either. */
function refuseAsRest(error: AwsError) {
    const { headers, members } = errorParts(error);
    const type = attributeFault(error) === "Sender" ? "User" : "Service";
    return {
        // The REST services answer what is not allowed with 403, the JSON services with 400.
        status: error.code === "AccessDeniedException" ? 403 : error.status,
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ Type: type, Message: error.message, ...members }),
    };
}
