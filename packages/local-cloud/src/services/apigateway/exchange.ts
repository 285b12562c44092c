import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What is known of a request as it comes in. */
export interface Exchange {
    /** Milliseconds since the epoch. */
    startedAt: number;
    requestId: string;
    /** As `x-amz-apigw-id` has it. */
    extendedRequestId: string;
    method: string;
    /** As sent: percent-encoded, with the stage when the client wrote one, without the query. */
    path: string;
    /** As sent, without the question mark. */
    query: string;
    /** `HTTP/1.1` */
    protocol: string;
    /** The Host header. */
    domainName: string;
    sourceIp: string;
    /** The port that the request came in by. */
    port: number;
    request: IncomingMessage;
}

export function openExchange(request: IncomingMessage, now: number): Exchange {
    const url = request.url ?? "/";
    // A client that takes this server for a proxy sends the whole URL.
    const target = /^https?:\/\/[^/?]*/i.exec(url)?.[0] ?? "";
    const [path = "", ...query] = url.slice(target.length).split("?");
    return {
        startedAt: now,
        requestId: randomUUID(),
        extendedRequestId: randomBytes(11).toString("base64"),
        method: request.method ?? "GET",
        path: path.startsWith("/") ? path : `/${path}`,
        query: query.join("?"),
        protocol: `HTTP/${request.httpVersion}`,
        domainName: request.headers.host ?? "",
        sourceIp: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
        port: request.socket.localPort ?? 0,
        request,
    };
}

/** The first label of a domain name. */
export function readDomainPrefix(domainName: string): string {
    return domainName.split(/[.:]/)[0] ?? "";
}
