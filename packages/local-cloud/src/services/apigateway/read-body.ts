import type { IncomingMessage } from "node:http";

import { GatewayFailure } from "./gateway-failure";

/** The largest request body, in bytes. Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const maxBodyBytes = 10 * 1024 * 1024;

/** Whether the request itself says that its body is longer than API Gateway takes. */
export function announcesTooMuch(request: IncomingMessage): boolean {
    return Number(request.headers["content-length"] ?? 0) > maxBodyBytes;
}

/**
 * The request's body. One that is too long is not kept in memory: what still comes of it is thrown away.
 *
 * @returns undefined when the client went away before it had sent everything
 * @throws GatewayFailure `REQUEST_TOO_LARGE`
 */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
    return new Promise((resolve, reject) => {
        const refuse = () => {
            request.removeAllListeners("data");
            request.resume();
            reject(new GatewayFailure("REQUEST_TOO_LARGE"));
        };
        if (announcesTooMuch(request)) {
            refuse();
            return;
        }
        const chunks: Buffer[] = [];
        let length = 0;
        request.on("data", (chunk: Buffer) => {
            length += chunk.length;
            if (length > maxBodyBytes) {
                chunks.length = 0;
                refuse();
                return;
            }
            chunks.push(chunk);
        });
        request.on("end", () => resolve(Buffer.concat(chunks)));
        request.on("error", () => resolve(undefined));
        request.on("close", () => resolve(undefined));
    });
}
