import { validateHeaderName, validateHeaderValue } from "node:http";

import type { GatewayResponse } from "./gateway-responses";
import { must, readObject } from "./json-object";

const headerPrefix = "gatewayresponse.header.";

/**
 * Reads one of `x-amazon-apigateway-gateway-responses`. Throws for what is wrong or not supported.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.html
 */
export function parseGatewayResponse(type: string, value: unknown): GatewayResponse {
    const where = `the gateway response ${type}`;
    const { statusCode, responseParameters, responseTemplates } = readObject(where, value);
    const status = statusCode === undefined ? undefined : Number(statusCode);
    must(
        status === undefined || (Number.isInteger(status) && status >= 100 && status <= 599),
        `${where} has the status code ${JSON.stringify(statusCode)}`,
    );
    const parameters = Object.entries(readObject(`responseParameters of ${where}`, responseParameters));
    const headers = parameters.map(([parameter, mapping]) => {
        const literal = /^'(.*)'$/.exec(String(mapping))?.[1];
        must(
            parameter.startsWith(headerPrefix) && literal !== undefined,
            `${where} maps ${parameter} to ${String(mapping)}: only headers with 'literal' values are supported`,
        );
        const name = parameter.slice(headerPrefix.length);
        validateHeaderName(name);
        validateHeaderValue(name, literal);
        return [name, literal] as const;
    });
    const templates = Object.entries(readObject(`responseTemplates of ${where}`, responseTemplates));
    for (const [, template] of templates) {
        const other = /#(?:set|if|foreach|end|else)\b|\$(?!context\.)[A-Za-z{!]/.exec(String(template))?.[0];
        must(other === undefined, `${where} has a template with "${other}": only $context variables are supported`);
    }
    return {
        status,
        headers: Object.fromEntries(headers),
        templates: Object.fromEntries(templates.map(([contentType, template]) => [contentType, String(template)])),
    };
}
