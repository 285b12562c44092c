import type { Exchange } from "./exchange";

/** Headers in the two forms that proxy events have them in. */
export interface EventHeaders {
    /** The last value of each. */
    headers: Record<string, string>;
    multiValueHeaders: Record<string, string[]>;
}

/**
 * What belongs to a connection, not to a request, does not reach the function.
 *
 * See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
const dropped = new Set([
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-amzn-trace-id",
    "x-forwarded-port",
    "x-forwarded-proto",
]);

/** The request's headers with their names as sent, and those that API Gateway adds. */
export function eventHeaders(exchange: Exchange, traceHeader: string): EventHeaders {
    const { rawHeaders } = exchange.request;
    const headers: Record<string, string> = {};
    const multiValueHeaders: Record<string, string[]> = {};
    /** The first spelling of a name stands for all. */
    const spellings = new Map<string, string>();
    const add = (name: string, value: string) => {
        const lower = name.toLowerCase();
        const spelling = spellings.get(lower) ?? name;
        spellings.set(lower, spelling);
        headers[spelling] = value;
        (multiValueHeaders[spelling] ??= []).push(value);
    };
    const forwardedFor: string[] = [];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
        const name = rawHeaders[index] ?? "";
        const value = rawHeaders[index + 1] ?? "";
        const lower = name.toLowerCase();
        if (lower === "x-forwarded-for") {
            forwardedFor.push(value);
        } else if (!dropped.has(lower)) {
            add(name, value);
        }
    }
    add("X-Amzn-Trace-Id", traceHeader);
    add("X-Forwarded-For", [...forwardedFor, exchange.sourceIp].join(", "));
    add("X-Forwarded-Port", String(exchange.port));
    add("X-Forwarded-Proto", "http");
    return { headers, multiValueHeaders };
}
