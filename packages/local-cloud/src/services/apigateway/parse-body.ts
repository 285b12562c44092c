import { createHash } from "node:crypto";

import { AwsError } from "../../aws-error";
import type { GatewayResponses } from "./gateway-responses";
import { isObject, type Json, must, readObject } from "./json-object";
import { parseGatewayResponse } from "./parse-gateway-response";
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

/** Extensions that change nothing here, or that are read. */
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
    "x-amazon-apigateway-integration",
]);

/** The longest, and what stands when none is given. Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const defaultTimeoutMilliseconds = 29_000;

/**
 * Reads a REST API's body: OpenAPI 2.0 or 3.0 in JSON, with API Gateway's extensions.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 *
 * @param api the API's name, for errors
 * @throws AwsError `BadRequestException` that names what is wrong or not supported
 */
export function parseBody(api: string, text: string): RestApiBody {
    try {
        return readBody(api, parseJson(text));
    } catch (error) {
        throw new AwsError("BadRequestException", `REST API "${api}": ${(error as Error).message}`);
    }
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new Error(`its body is not JSON (YAML is not supported): ${(error as Error).message}`);
    }
}

function readBody(api: string, body: unknown): RestApiBody {
    must(isObject(body) && isObject(body.paths), "its body has no paths: is it an OpenAPI document?");
    refuseUnsupported("the body", body);
    const routes: Route[] = [];
    for (const [path, item] of Object.entries(body.paths).filter(([key]) => !key.startsWith("x-"))) {
        checkPath(path);
        const resourceId = createHash("sha256").update(`${api} ${path}`).digest("hex").slice(0, 6);
        for (const [key, operation] of Object.entries(readObject(`path ${path}`, item))) {
            const method = key === anyMethod ? "ANY" : key.toUpperCase();
            if (methods.has(key) || key === anyMethod) {
                routes.push({ path, method, resourceId, ...readOperation(`${method} ${path}`, operation) });
            } else {
                const isIgnored = ["parameters", "summary", "description"].includes(key);
                must(isIgnored, `path ${path} has "${key}", which is not supported`);
            }
        }
    }
    const responses = readObject("gateway responses", body["x-amazon-apigateway-gateway-responses"]);
    const { "x-amazon-apigateway-binary-media-types": types = [], "x-amazon-apigateway-policy": policy } = body;
    must(
        Array.isArray(types) && types.every((type) => typeof type === "string"),
        "x-amazon-apigateway-binary-media-types must be a list of media types",
    );
    return {
        routes,
        gatewayResponses: Object.fromEntries(
            Object.entries(responses).map(([type, response]) => [type, parseGatewayResponse(type, response)]),
        ),
        binaryMediaTypes: types,
        policy: policy === undefined ? undefined : JSON.stringify(policy),
    };
}

function checkPath(path: string): void {
    must(path.startsWith("/"), `path ${path} must begin with a slash`);
    const segments = path.slice(1).split("/");
    segments.forEach((segment, index) => {
        must(
            !/[{}]/.test(segment) || /^\{[\w.:-]+\+?\}$/.test(segment),
            `path ${path}: "${segment}" must be one whole parameter, such as {name} or {name+}`,
        );
        const isInside = segment.endsWith("+}") && index < segments.length - 1;
        must(!isInside, `path ${path}: ${segment} must be the last segment`);
    });
}

/**
 * Reads a method's `x-amazon-apigateway-integration`, which must be Lambda's proxy integration.
 *
 * @param where the method, for errors: `POST /orders/new`
 */
function readOperation(where: string, value: unknown): Pick<Route, "functionArn" | "timeoutMilliseconds"> {
    const operation = readObject(where, value);
    refuseUnsupported(where, operation);
    const given = operation["x-amazon-apigateway-integration"];
    must(given !== undefined, `${where} has no x-amazon-apigateway-integration`);
    const integration = readObject(`the integration of ${where}`, given);
    const { httpMethod = "POST", timeoutInMillis: timeout = defaultTimeoutMilliseconds } = integration;
    const [type, method, uri] = [integration.type, httpMethod, integration.uri].map(String) as [string, string, string];
    must(
        type.toLowerCase() === "aws_proxy",
        `${where} has an integration of type ${type}: only aws_proxy is supported`,
    );
    must(integration.credentials === undefined, `${where} has an integration with credentials: they are not supported`);
    must(
        method.toUpperCase() === "POST",
        `${where}: a function's integration must have httpMethod POST, not ${method}`,
    );
    must(typeof timeout === "number" && timeout >= 50, `${where}: timeoutInMillis must be a number of at least 50`);
    const [, region, functionArn] =
        /^arn:[\w-]+:apigateway:([^:]*):lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(uri) ?? [];
    must(functionArn !== undefined, `${where} has an integration with the uri ${uri}, which names no function`);
    must(region !== "undefined" && region !== "", `${where}: the region in ${uri} is missing; set aws:region`);
    return { functionArn, timeoutMilliseconds: timeout };
}

/** What changes who is let in, or what gets through, must not be ignored. */
function refuseUnsupported(where: string, part: Json): void {
    const { security } = part;
    const [name] = Array.isArray(security) ? security.flatMap((each) => Object.keys(readObject(where, each))) : [];
    must(name === undefined, `${where} asks for the authorizer or API key "${name}": it is not supported`);
    for (const [key, value] of Object.entries(part)) {
        const isValidator = key === "x-amazon-apigateway-request-validator";
        must(!isValidator, `${where} asks for the request validator "${String(value)}": it is not supported`);
        const isOpen = key === "x-amazon-apigateway-auth" && isObject(value) && value.type === "NONE";
        const isKnown = !key.startsWith("x-amazon-apigateway-") || takenExtensions.has(key) || isOpen;
        must(isKnown, `${where} has ${key}, which is not supported`);
    }
}
