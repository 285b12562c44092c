import { AwsError } from "../aws-error";
import type { RestService } from "../services/service";
import { errorParts, faultOf, type Exchange, type RawRequest } from "./exchange";

/**
 * AWS's REST protocol with JSON bodies, where the path says the operation.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 *
 * @returns undefined when no service has the path
 */
export function restExchange(request: RawRequest, services: readonly RestService[]): Exchange | undefined {
    const service = services.find(({ pathPrefixes }) => pathPrefixes.some((prefix) => request.path.startsWith(prefix)));
    if (service === undefined) {
        return undefined;
    }
    const { method, path, query, body } = request;
    return {
        operation: `${service.name} ${method} ${path}`,
        perform: (call) => service.handle({ method, path, query, body }, call),
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

/** Lambda's errors call their message `Message` or `message`, by operation; SDK clients read either. */
function refuseAsRest(error: AwsError) {
    const { headers, members } = errorParts(error);
    const type = faultOf(error) === "Sender" ? "User" : "Service";
    return {
        // The REST services answer what is not allowed with 403, the JSON services with 400.
        status: error.code === "AccessDeniedException" ? 403 : error.status,
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ Type: type, Message: error.message, ...members }),
    };
}
