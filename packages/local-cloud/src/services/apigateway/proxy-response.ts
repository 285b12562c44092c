import { validateHeaderName, validateHeaderValue } from "node:http";

import { GatewayFailure } from "./gateway-failure";
import { isObject } from "./json-object";

/** What a function answered, in HTTP's terms. */
export interface ProxyResponse {
    status: number;
    /** Name and value; a name may come several times. */
    headers: [name: string, value: string][];
    body: string;
    isBase64Encoded: boolean;
}

const members = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

/**
 * Reads what a function with proxy integration returned. No member is required, but others are not allowed.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 *
 * @throws GatewayFailure 502 when it is malformed
 */
export function parseProxyResponse(payload: string): ProxyResponse {
    const answer = parseJson(payload);
    if (!isObject(answer)) {
        throw malformed("it is not a JSON object");
    }
    const other = Object.keys(answer).find((member) => !members.has(member));
    if (other !== undefined) {
        throw malformed(`it has a member "${other}"`);
    }
    const { statusCode = 200, body = "", isBase64Encoded = false } = answer;
    const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
    if (typeof status !== "number" || !Number.isInteger(status) || status < 200 || status > 599) {
        throw malformed(`its statusCode is ${JSON.stringify(statusCode)}`);
    }
    if (body !== null && typeof body !== "string") {
        throw malformed("its body is not a string");
    }
    if (isBase64Encoded !== null && typeof isBase64Encoded !== "boolean") {
        throw malformed("its isBase64Encoded is not a boolean");
    }
    return {
        status,
        headers: mergeHeaders(answer.headers, answer.multiValueHeaders),
        body: body ?? "",
        isBase64Encoded: isBase64Encoded ?? false,
    };
}

/** A header in both maps comes from both, each value once, as AWS's page says. */
function mergeHeaders(single: unknown, multiple: unknown): [string, string][] {
    const merged: [string, string][] = [];
    for (const [map, isMultiple] of [
        [multiple ?? {}, true],
        [single ?? {}, false],
    ] as const) {
        if (!isObject(map)) {
            throw malformed(`its ${isMultiple ? "multiValueHeaders" : "headers"} are not an object`);
        }
        for (const [name, value] of Object.entries(map)) {
            if (isMultiple && !Array.isArray(value)) {
                throw malformed(`its multiValueHeaders have no list for ${name}`);
            }
            for (const one of isMultiple ? (value as unknown[]) : [value]) {
                const text = headerValue(name, one);
                const isThere = merged.some(
                    ([other, its]) => other.toLowerCase() === name.toLowerCase() && its === text,
                );
                if (!isThere) {
                    merged.push([name, text]);
                }
            }
        }
    }
    return merged;
}

function headerValue(name: string, value: unknown): string {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
        throw malformed(`its header ${name} is not a string`);
    }
    try {
        validateHeaderName(name);
        validateHeaderValue(name, String(value));
    } catch (error) {
        throw malformed((error as Error).message);
    }
    return String(value);
}

function parseJson(payload: string): unknown {
    try {
        return JSON.parse(payload);
    } catch {
        throw malformed("it is not JSON");
    }
}

function malformed(reason: string): GatewayFailure {
    return new GatewayFailure("DEFAULT_5XX", `Malformed Lambda proxy response: ${reason}`);
}
