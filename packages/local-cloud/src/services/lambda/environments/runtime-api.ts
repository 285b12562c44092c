import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import { encodeFrame, frameReader } from "./frames.cjs";

/** Lambda's largest response: 6 MB and a little for its own wrapping. */
export const maxResponseBytes = 6_291_556;

/** What the runtime in a function's process tells. Payloads are JSON texts. */
export interface RuntimeListener {
    /** It is ready for an invocation. */
    next(): void;
    /** The function returned `payload`, or `undefined`: more than Lambda takes. */
    response(requestId: string, payload: string | undefined): void;
    /** The function failed. */
    error(requestId: string, payload: string): void;
    /** The function's module did not load. */
    initError(payload: string): void;
    /** The process's resident memory when a function ended. */
    memory(bytes: number): void;
}

/** One invocation, as the runtime gets it. */
export interface RuntimeInvocation {
    requestId: string;
    functionArn: string;
    /** Milliseconds since the epoch. */
    deadline: number;
    traceHeader: string;
    /** JSON text. */
    clientContext?: string;
    /** JSON text. */
    payload: string;
}

/**
 * The Runtime API for one execution environment, on a loopback port of its own: AWS's runtime client knows no other
 * way to say which environment it speaks for. The client's addon, which asks for invocations and answers them, is ours
 * (`rapid-client.cjs`), and speaks in frames: HTTP would take a fifth of the time that an invocation takes. What the
 * client itself says in HTTP, it says here too: streamed responses, and that the function did not load.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
    private runtime: Duplex | undefined;
    private isWaiting = false;

    private constructor(
        private readonly server: Server,
        private readonly listener: RuntimeListener,
        /** `host:port` */
        readonly address: string,
    ) {}

    /** Listens on a free port. */
    static async listen(listener: RuntimeListener): Promise<RuntimeApi> {
        const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
        await new Promise<void>((resolve, reject) => {
            server.once("error", reject).listen(0, "127.0.0.1", resolve);
        });
        const api = new RuntimeApi(server, listener, `127.0.0.1:${(server.address() as AddressInfo).port}`);
        server.on("request", (request, response) => {
            api.handle(request, response).catch(() => request.destroy());
        });
        server.on("upgrade", (_request, socket, head) => api.accept(socket, head));
        return api;
    }

    /**
     * Gives the runtime, which waits for it, its next invocation.
     *
     * @throws Error when it cannot be told; the runtime waits in vain then
     */
    deliver(invocation: RuntimeInvocation): void {
        const { runtime, isWaiting } = this;
        if (runtime === undefined || !isWaiting) {
            throw new Error("the runtime has not asked for an invocation");
        }
        const { clientContext } = invocation;
        if (clientContext !== undefined) {
            // The runtime would end itself on it.
            JSON.parse(clientContext);
        }
        this.isWaiting = false;
        const headers = {
            "lambda-runtime-aws-request-id": invocation.requestId,
            "lambda-runtime-deadline-ms": String(invocation.deadline),
            "lambda-runtime-invoked-function-arn": invocation.functionArn,
            "lambda-runtime-trace-id": invocation.traceHeader,
            "lambda-runtime-client-context": clientContext,
        };
        runtime.write(encodeFrame(headers, invocation.payload));
    }

    close(): void {
        this.server.close();
        this.server.closeAllConnections();
        this.runtime?.destroy();
    }

    /** Takes the connection of the process's runtime client, and what has come on it already. */
    private accept(socket: Duplex, head: Buffer): void {
        this.runtime = socket;
        const read = frameReader((head, body) => this.take(head, body), maxResponseBytes);
        socket.on("data", read).on("error", () => socket.destroy());
        // Before the first invocation, which what has come already may ask for.
        socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: frames\r\n\r\n");
        read(head);
    }

    private take(head: Record<string, unknown>, body: string | undefined): void {
        const { listener } = this;
        const requestId = String(head.requestId);
        if (typeof head.residentBytes === "number") {
            listener.memory(head.residentBytes);
        }
        switch (head.type) {
            case "next":
                this.isWaiting = true;
                return listener.next();
            case "response":
                return listener.response(requestId, body);
            case "error":
                return listener.error(requestId, body ?? "null");
        }
    }

    private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { listener } = this;
        response.sendDate = false;
        const [, , area, ...path] = (request.url ?? "").slice(1).split("/");
        const body = await readBody(request);
        if (request.method === "POST" && area === "invocation" && path[1] === "response") {
            respond(response, body === undefined ? 413 : 202, body === undefined ? "RequestEntityTooLarge" : "OK");
            const requestId = path[0] ?? "";
            const failure = readStreamFailure(request);
            if (failure === undefined) {
                listener.response(requestId, body);
            } else {
                listener.error(requestId, failure);
            }
        } else if (request.method === "POST" && area === "init" && path[0] === "error") {
            respond(response, 202, "OK");
            listener.initError(body ?? "null");
        } else {
            respond(response, 404, "NotFound");
        }
    }
}

/** A body up to Lambda's largest response, or undefined. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length <= maxResponseBytes) {
            chunks.push(chunk);
        }
    }
    return length > maxResponseBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}

/** A response stream that broke off says why in its trailers. */
function readStreamFailure(request: IncomingMessage): string | undefined {
    const body = request.trailers["lambda-runtime-function-error-body"];
    return body === undefined ? undefined : Buffer.from(body, "base64").toString("utf8");
}

function respond(response: ServerResponse, status: number, text: string): void {
    const body = JSON.stringify(status < 300 ? { status: text } : { errorType: text });
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": body.length });
    response.end(body);
}
