import { createHash } from "node:crypto";

import type { GatewayResponses } from "./gateway-responses";
import { invalidApi, isObject, type Json, readObject } from "./invalid-api";
import { parseGatewayResponses } from "./parse-gateway-responses";
import { parseIntegration } from "./parse-integration";
import type { Route } from "./route";

/** What a REST API's body declares. */
export interface RestApiBody {
    routes: Route[];
    gatewayResponses: GatewayResponses;
    binaryMediaTypes: string[];
    /** The resource policy, JSON; undefined when there is none. */
    policy?: string;
}

const methods = new Set(["get", "put", "post", "delete", "options", "head", "patch"]);
const anyMethod = "x-amazon-apigateway-any-method";

/** Extensions that change nothing here, or that this function reads itself. */
const takenExtensions = new Set([
    "x-amazon-apigateway-api-key-source",
    "x-amazon-apigateway-binary-media-types",
    "x-amazon-apigateway-documentation",
    "x-amazon-apigateway-endpoint-configuration",
    "x-amazon-apigateway-gateway-responses",
    "x-amazon-apigateway-importexport-version",
    "x-amazon-apigateway-policy",
    "x-amazon-apigateway-request-validators",
    "x-amazon-apigateway-tag-value",
    anyMethod,
    "x-amazon-apigateway-integration",
]);

/**
 * Reads a REST API's body: OpenAPI 2.0 or 3.0 in JSON, with API Gateway's extensions.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 *
 * @param api the API's name, for errors
 * @throws AwsError `BadRequestException` that names what is wrong or not supported
 */
export function parseBody(api: string, text: string): RestApiBody {
    const body = parseJson(api, text);
    if (!isObject(body.paths)) {
        throw invalidApi(api, "its body has no paths: is it an OpenAPI document?");
    }
    refuseUnsupported(api, "the body", body);
    const routes: Route[] = [];
    for (const [path, item] of Object.entries(body.paths)) {
        if (path.startsWith("x-")) {
            continue;
        }
        checkPath(api, path);
        for (const [key, operation] of Object.entries(readObject(api, `path ${path}`, item))) {
            const method = key === anyMethod ? "ANY" : key.toUpperCase();
            if (methods.has(key) || key === anyMethod) {
                routes.push(parseOperation(api, `${method} ${path}`, method, path, operation));
            } else if (!["parameters", "summary", "description"].includes(key)) {
                throw invalidApi(api, `path ${path} has "${key}", which is not supported`);
            }
        }
    }
    const policy = body["x-amazon-apigateway-policy"];
    return {
        routes,
        gatewayResponses: parseGatewayResponses(api, body["x-amazon-apigateway-gateway-responses"]),
        binaryMediaTypes: parseBinaryMediaTypes(api, body["x-amazon-apigateway-binary-media-types"]),
        policy: policy === undefined ? undefined : JSON.stringify(policy),
    };
}

function parseJson(api: string, text: string): Json {
    let body: unknown;
    try {
        body = JSON.parse(text);
    } catch (error) {
        throw invalidApi(api, `its body is not JSON (YAML is not supported): ${(error as Error).message}`);
    }
    if (!isObject(body)) {
        throw invalidApi(api, "its body is not a JSON object");
    }
    return body;
}

function checkPath(api: string, path: string): void {
    if (!path.startsWith("/")) {
        throw invalidApi(api, `path ${path} must begin with a slash`);
    }
    const segments = path.slice(1).split("/");
    segments.forEach((segment, index) => {
        if (/[{}]/.test(segment) && !/^\{[\w.:-]+\+?\}$/.test(segment)) {
            throw invalidApi(api, `path ${path}: "${segment}" must be one whole parameter, such as {name} or {name+}`);
        }
        if (segment.endsWith("+}") && index < segments.length - 1) {
            throw invalidApi(api, `path ${path}: ${segment} must be the last segment`);
        }
    });
}

function parseOperation(api: string, where: string, method: string, path: string, value: unknown): Route {
    const operation = readObject(api, where, value);
    refuseUnsupported(api, where, operation);
    return {
        path,
        method,
        resourceId: createHash("sha256").update(`${api} ${path}`).digest("hex").slice(0, 6),
        ...parseIntegration(api, where, operation["x-amazon-apigateway-integration"]),
    };
}

/** What changes who is let in, or what gets through, must not be ignored. */
function refuseUnsupported(api: string, where: string, part: Json): void {
    const security = part.security;
    if (Array.isArray(security)) {
        const names = security.flatMap((requirement) => (isObject(requirement) ? Object.keys(requirement) : []));
        const name = names[0];
        if (name !== undefined) {
            throw invalidApi(api, `${where} asks for the authorizer or API key "${name}": it is not supported`);
        }
    }
    for (const [key, value] of Object.entries(part)) {
        if (key === "x-amazon-apigateway-request-validator") {
            throw invalidApi(api, `${where} asks for the request validator "${String(value)}": it is not supported`);
        }
        if (key === "x-amazon-apigateway-auth" && isObject(value) && value.type === "NONE") {
            continue;
        }
        if (key.startsWith("x-amazon-apigateway-") && !takenExtensions.has(key)) {
            throw invalidApi(api, `${where} has ${key}, which is not supported`);
        }
    }
}

function parseBinaryMediaTypes(api: string, value: unknown): string[] {
    if (value === undefined) {
        return [];
    }
    if (!Array.isArray(value) || !value.every((type) => typeof type === "string")) {
        throw invalidApi(api, "x-amazon-apigateway-binary-media-types must be a list of media types");
    }
    return value;
}
