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
    /** By name in lower case; the first spelling of a name stands for all. */
    const added = new Map<string, { spelling: string; values: string[] }>();
    const add = (name: string, value: string) => {
        const lower = name.toLowerCase();
        const header = added.get(lower) ?? { spelling: name, values: [] };
        header.values.push(value);
        added.set(lower, header);
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
    const headers = [...added.values()];
    return {
        headers: Object.fromEntries(headers.map(({ spelling, values }) => [spelling, values.at(-1) ?? ""])),
        multiValueHeaders: Object.fromEntries(headers.map(({ spelling, values }) => [spelling, values])),
    };
}
