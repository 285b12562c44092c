import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

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
 * way to say which environment it speaks for.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
    private waiting: ServerResponse | undefined;

    private constructor(
        private readonly server: Server,
        /** `host:port` */
        readonly address: string,
    ) {}

    /** Listens on a free port. */
    static async listen(listener: RuntimeListener): Promise<RuntimeApi> {
        const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
        await new Promise<void>((resolve, reject) => {
            server.once("error", reject).listen(0, "127.0.0.1", resolve);
        });
        const api = new RuntimeApi(server, `127.0.0.1:${(server.address() as AddressInfo).port}`);
        server.on("request", (request, response) => {
            api.handle(request, response, listener).catch(() => request.destroy());
        });
        return api;
    }

    /**
     * Gives the runtime, which waits for it, its next invocation.
     *
     * @throws Error when that cannot be told in HTTP; the runtime waits in vain then
     */
    deliver(invocation: RuntimeInvocation): void {
        const { waiting } = this;
        if (waiting === undefined) {
            throw new Error("the runtime has not asked for an invocation");
        }
        this.waiting = undefined;
        const { clientContext } = invocation;
        waiting.writeHead(200, {
            "Content-Type": "application/json",
            "Content-Length": Buffer.byteLength(invocation.payload),
            "Lambda-Runtime-Aws-Request-Id": invocation.requestId,
            "Lambda-Runtime-Deadline-Ms": invocation.deadline,
            "Lambda-Runtime-Invoked-Function-Arn": invocation.functionArn,
            "Lambda-Runtime-Trace-Id": invocation.traceHeader,
            ...(clientContext === undefined ? {} : { "Lambda-Runtime-Client-Context": toAsciiJson(clientContext) }),
        });
        waiting.end(invocation.payload);
    }

    close(): void {
        this.server.close();
        this.server.closeAllConnections();
    }

    private async handle(request: IncomingMessage, response: ServerResponse, listener: RuntimeListener): Promise<void> {
        response.sendDate = false;
        const [, , area, ...path] = (request.url ?? "").slice(1).split("/");
        if (request.method === "GET" && area === "invocation" && path[0] === "next") {
            this.waiting = response;
            listener.next();
            return;
        }
        const body = await readBody(request);
        const memory = Number(request.headers["local-resident-bytes"]);
        if (memory > 0) {
            listener.memory(memory);
        }
        if (request.method === "POST" && area === "invocation" && path[1] === "response") {
            respond(response, body === undefined ? 413 : 202, body === undefined ? "RequestEntityTooLarge" : "OK");
            const requestId = path[0] ?? "";
            const failure = readStreamFailure(request);
            if (failure === undefined) {
                listener.response(requestId, body);
            } else {
                listener.error(requestId, failure);
            }
        } else if (request.method === "POST" && area === "invocation" && path[1] === "error") {
            respond(response, 202, "OK");
            listener.error(path[0] ?? "", body ?? "null");
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

/** The same JSON in one line of ASCII, which is all that a header may hold. */
function toAsciiJson(json: string): string {
    const line = JSON.stringify(JSON.parse(json));
    return line.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
