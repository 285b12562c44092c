import { validateHeaderName, validateHeaderValue } from "node:http";

import { GatewayFailure } from "./gateway-failure";
import { isObject, must, readObject } from "./json-object";

/** What a function answered, in HTTP's terms. */
export interface ProxyResponse {
    status: number;
    /** Name and value; a name may come several times. */
    headers: [name: string, value: string][];
    body: string;
    isBase64Encoded: boolean;
}

const members = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/**
 * Reads what a function with proxy integration returned. No member is required, but others are not allowed.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 *
 * @throws GatewayFailure 502 when it is malformed
 */
export function parseProxyResponse(payload: string): ProxyResponse {
    try {
        return readAnswer(JSON.parse(payload));
    } catch (error) {
        throw new GatewayFailure("DEFAULT_5XX", `Malformed Lambda proxy response: ${(error as Error).message}`);
    }
}

function readAnswer(answer: unknown): ProxyResponse {
    must(isObject(answer), "it is not a JSON object");
    const other = Object.keys(answer).find((member) => !members.includes(member));
    must(other === undefined, `it has a member "${other}"`);
    const { statusCode = 200, headers, multiValueHeaders } = answer;
    const [body, isBase64Encoded] = [answer.body ?? "", answer.isBase64Encoded ?? false];
    const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
    must(
        typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599,
        `its statusCode is ${JSON.stringify(statusCode)}`,
    );
    must(typeof body === "string", "its body is not a string");
    must(typeof isBase64Encoded === "boolean", "its isBase64Encoded is not a boolean");
    return { status, headers: mergeHeaders(headers, multiValueHeaders), body, isBase64Encoded };
}

/** A header in both maps comes from both, each value once, as AWS's page says. */
function mergeHeaders(single: unknown, multiple: unknown): [string, string][] {
    const merged: [string, string][] = [];
    const add = (name: string, value: unknown) => {
        must(["string", "number", "boolean"].includes(typeof value), `its header ${name} is not a string`);
        const text = String(value);
        validateHeaderName(name);
        validateHeaderValue(name, text);
        const lower = name.toLowerCase();
        if (!merged.some(([other, its]) => other.toLowerCase() === lower && its === text)) {
            merged.push([name, text]);
        }
    };
    for (const [name, values] of Object.entries(readObject("its multiValueHeaders", multiple ?? undefined))) {
        must(Array.isArray(values), `its multiValueHeaders have no list for ${name}`);
        values.forEach((value) => add(name, value));
    }
    Object.entries(readObject("its headers", single ?? undefined)).forEach(([name, value]) => add(name, value));
    return merged;
}
