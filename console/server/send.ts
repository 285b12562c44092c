import type { ServerResponse } from "node:http";

/** Nothing but the console's own scripts and styles, and no page around it. */
const contentSecurityPolicy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
].join("; ");

/** Sets what every answer has. */
export function setSecurityHeaders(response: ServerResponse): void {
    response.setHeader("content-security-policy", contentSecurityPolicy);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    response.setHeader("cross-origin-resource-policy", "same-origin");
    response.setHeader("cache-control", "no-store");
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
    send(response, status, "application/json; charset=utf-8", JSON.stringify(value));
}

/** @param message for the person: what is wrong, and what to do */
export function sendError(response: ServerResponse, status: number, message: string): void {
    sendJson(response, status, { error: message });
}

export function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}
