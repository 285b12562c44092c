import { validateHeaderName, validateHeaderValue } from "node:http";

import type { GatewayResponse, GatewayResponses } from "./gateway-responses";
import { invalidApi, readObject } from "./invalid-api";

const headerPrefix = "gatewayresponse.header.";

/**
 * Reads `x-amazon-apigateway-gateway-responses`.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.html
 *
 * @throws AwsError `BadRequestException` that names what is wrong or not supported
 */
export function parseGatewayResponses(api: string, value: unknown): GatewayResponses {
    const declared = readObject(api, "x-amazon-apigateway-gateway-responses", value);
    return Object.fromEntries(
        Object.entries(declared).map(([type, response]) => [type, parseResponse(api, type, response)]),
    );
}

function parseResponse(api: string, type: string, value: unknown): GatewayResponse {
    const where = `the gateway response ${type}`;
    const { statusCode, responseParameters, responseTemplates } = readObject(api, where, value);
    const status = statusCode === undefined ? undefined : Number(statusCode);
    if (status !== undefined && !(Number.isInteger(status) && status >= 100 && status <= 599)) {
        throw invalidApi(api, `${where} has the status code ${JSON.stringify(statusCode)}`);
    }
    const headers = Object.entries(readObject(api, `responseParameters of ${where}`, responseParameters)).map(
        ([parameter, mapping]) => {
            const literal = /^'(.*)'$/.exec(String(mapping))?.[1];
            if (!parameter.startsWith(headerPrefix) || literal === undefined) {
                throw invalidApi(
                    api,
                    `${where} maps ${parameter} to ${String(mapping)}: only headers with 'literal' values are supported`,
                );
            }
            const header = parameter.slice(headerPrefix.length);
            checkHeader(api, where, header, literal);
            return [header, literal] as const;
        },
    );
    const templates = Object.entries(readObject(api, `responseTemplates of ${where}`, responseTemplates)).map(
        ([contentType, template]) => {
            const other = /#(?:set|if|foreach|end|else)\b|\$(?!context\.)[A-Za-z{!]/.exec(String(template))?.[0];
            if (other !== undefined) {
                throw invalidApi(api, `${where} has a template with "${other}": only $context variables are supported`);
            }
            return [contentType, String(template)] as const;
        },
    );
    return { status, headers: Object.fromEntries(headers), templates: Object.fromEntries(templates) };
}

function checkHeader(api: string, where: string, name: string, value: string): void {
    try {
        validateHeaderName(name);
        validateHeaderValue(name, value);
    } catch (error) {
        throw invalidApi(api, `${where}: ${(error as Error).message}`);
    }
}
