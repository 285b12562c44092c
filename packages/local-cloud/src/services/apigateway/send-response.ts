import type { ServerResponse } from "node:http";

import { isBinary } from "./binary-media-types";
import type { Exchange } from "./exchange";
import type { ProxyResponse } from "./proxy-response";
import type { RestApi } from "./stage";

/** A response, ready to send. */
export interface Reply {
    status: number;
    headers: readonly (readonly [name: string, value: string])[];
    body: Buffer;
}

/**
 * API Gateway's own; a function's value for one goes out under `x-amzn-Remapped-…`.
 *
 * See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
const remapped = new Set([
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "host",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "upgrade",
    "user-agent",
    "www-authenticate",
    "x-amz-apigw-id",
    "x-amzn-requestid",
]);

/** What the client gets of a function's answer. */
export function createReply(answer: ProxyResponse, api: RestApi, exchange: Exchange): Reply {
    const headers = answer.headers
        .filter(([name]) => name.toLowerCase() !== "transfer-encoding")
        .map(([name, value]) => [remapped.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value] as const);
    if (!headers.some(([name]) => name.toLowerCase() === "content-type")) {
        headers.push(["Content-Type", "application/json"]);
    }
    // The first type that the client accepts decides; base64 that it does not call binary goes out as text.
    const isDecoded = answer.isBase64Encoded && isBinary(api.binaryMediaTypes, exchange.request.headers.accept);
    const body = Buffer.from(answer.body, isDecoded ? "base64" : "utf8");
    return { status: answer.status, headers, body };
}

/** Sends `reply` with the headers that every response of API Gateway has. */
export function sendResponse(response: ServerResponse, exchange: Exchange, reply: Reply, traceHeader?: string): void {
    const headers: [string, string][] = [
        ["x-amzn-RequestId", exchange.requestId],
        ["x-amz-apigw-id", exchange.extendedRequestId],
    ];
    if (traceHeader !== undefined) {
        headers.push(["X-Amzn-Trace-Id", traceHeader]);
    }
    const hasBody = reply.status !== 204 && reply.status !== 304;
    if (hasBody) {
        headers.push(["Content-Length", String(reply.body.length)]);
    }
    response.writeHead(reply.status, [...reply.headers, ...headers].flat());
    response.end(hasBody ? reply.body : undefined);
}
