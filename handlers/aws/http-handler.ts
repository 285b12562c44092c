import * as http from "node:http";
import * as https from "node:https";

/** What is sent: the SDK's own form of a request. */
export interface HttpRequest {
    /** `https:` or `http:`. */
    protocol: string;
    hostname: string;
    port?: number;
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string | Uint8Array;
}

/** What came back: the SDK's own form of a response, with the whole body. */
export interface HttpResponse {
    statusCode: number;
    reason?: string;
    headers: Record<string, string>;
    body: Buffer;
}

export interface HttpHandlerLimits {
    /** After how long a connection that is not established fails, in milliseconds. @default never */
    connectionTimeout?: number;
    /** After how long a request that is not answered whole fails, in milliseconds. @default never */
    requestTimeout?: number;
}

/** A client's `requestHandler`. */
export interface HttpHandler {
    handle(request: HttpRequest, options?: { abortSignal?: AbortSignal }): Promise<{ response: HttpResponse }>;
    /** Closes its connections. */
    destroy(): void;
}

/** At a time, to one host; further requests wait. The SDK's own default. */
const maxSockets = 50;
/** The system's codes for a connection that fails or breaks, whose errors the SDK calls timeouts. */
const brokenConnection = ["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"];

/**
 * Sends requests over connections that stay open, and reads answers whole: what the SDK's own handler does, without what
 * these clients have no use for (streams, proxies, `Expect: 100-continue`, warnings).
 *
 * Errors are those of the SDK's handler as far as its retries look at them: `TimeoutError` for what took too long or broke,
 * with Node's `code` where there is one.
 */
export function createHttpHandler({ connectionTimeout, requestTimeout }: HttpHandlerLimits = {}): HttpHandler {
    const secure = new https.Agent({ keepAlive: true, maxSockets });
    const plain = new http.Agent({ keepAlive: true, maxSockets });

    function handle(
        { protocol, hostname, port, method, path, headers, body }: HttpRequest,
        { abortSignal }: { abortSignal?: AbortSignal } = {},
    ): Promise<{ response: HttpResponse }> {
        return new Promise((resolve, reject) => {
            const isSecure = protocol === "https:";
            const options = { host: hostname, port, method, path, headers, agent: isSecure ? secure : plain };
            const timers: NodeJS.Timeout[] = [];
            const fail = (error: NodeJS.ErrnoException) => {
                timers.forEach(clearTimeout);
                reject(
                    brokenConnection.includes(error.code ?? "")
                        ? Object.assign(error, { name: "TimeoutError" })
                        : error,
                );
            };
            const request = (isSecure ? https : http).request(options, (answer) => {
                const chunks: Buffer[] = [];
                answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                answer.on("error", fail);
                answer.once("end", () => {
                    timers.forEach(clearTimeout);
                    const [only] = chunks;
                    resolve({
                        response: {
                            statusCode: answer.statusCode ?? -1,
                            reason: answer.statusMessage,
                            headers: answer.headers as Record<string, string>,
                            body: only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks),
                        },
                    });
                });
            });
            request.on("error", fail);
            const end = (name: string, message: string) => {
                fail(Object.assign(new Error(message), { name }));
                request.destroy();
            };
            const failAfter = (milliseconds: number, what: string) => {
                const message = `${what} in ${milliseconds} ms: ${method} ${protocol}//${hostname}${path}`;
                const timer = setTimeout(() => end("TimeoutError", message), milliseconds);
                timers.push(timer);
                return timer;
            };
            if (requestTimeout !== undefined) {
                failAfter(requestTimeout, "not answered");
            }
            if (connectionTimeout !== undefined) {
                request.once("socket", (socket) => {
                    if (socket.connecting) {
                        const timer = failAfter(connectionTimeout, "no connection");
                        socket.once("connect", () => clearTimeout(timer));
                    }
                });
            }
            if (abortSignal !== undefined) {
                const abort = () => end("AbortError", "Request aborted");
                if (abortSignal.aborted) {
                    abort();
                }
                abortSignal.addEventListener("abort", abort, { once: true });
                request.once("close", () => abortSignal.removeEventListener("abort", abort));
            }
            request.end(body);
        });
    }

    return {
        handle,
        destroy: () => {
            secure.destroy();
            plain.destroy();
        },
    };
}
