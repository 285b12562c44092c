import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import { announcesTooMuch } from "./read-body";

/** Serves one request; must not reject. `stopping` aborts when nobody can wait for the response any more. */
export type Handle = (request: IncomingMessage, response: ServerResponse, stopping: AbortSignal) => Promise<void>;

/** Of a request's line and headers together, in bytes. Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const maxHeaderBytes = 10_240;

/** How long requests that are being served may go on when the server stops, in milliseconds. */
const stopGraceMilliseconds = 1000;

/** An HTTP server that slow, broken and endless requests do not hurt, and that stops when told to. */
export class Listener {
    private readonly stopping = new AbortController();
    private readonly inFlight = new Set<Promise<void>>();

    private constructor(private readonly server: Server) {
        // Each request in flight listens.
        setMaxListeners(0, this.stopping.signal);
    }

    /**
     * @param port 0 takes a free one
     * @throws Error that names the port when it is in use
     */
    static async open(host: string, port: number, handle: Handle): Promise<Listener> {
        const server = createServer({
            maxHeaderSize: maxHeaderBytes,
            // Slow senders lose their connection; a client that is kept waiting by a function does not.
            headersTimeout: 10_000,
            requestTimeout: 30_000,
            keepAliveTimeout: 60_000,
            connectionsCheckingInterval: 1000,
        });
        const listener = new Listener(server);
        server.on("request", (request, response) => listener.serve(handle, request, response));
        server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
            if (announcesTooMuch(request)) {
                // Whether the body comes all the same is the client's choice, so the next request could not be found.
                response.shouldKeepAlive = false;
            } else {
                response.writeContinue();
            }
            listener.serve(handle, request, response);
        });
        server.on("clientError", refuseBrokenRequest);
        await new Promise<void>((resolve, reject) => {
            server.once("error", (error: NodeJS.ErrnoException) => {
                reject(error.code === "EADDRINUSE" ? portInUse(host, port, error) : error);
            });
            server.listen(port, host, resolve);
        });
        return listener;
    }

    /** `http://127.0.0.1:4242` */
    url(): string {
        const { address, port } = this.server.address() as AddressInfo;
        return `http://${address}:${port}`;
    }

    /** Takes no more requests; ends those that are not answered within a second. */
    async close(): Promise<void> {
        const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
        const grace = setTimeout(() => {
            this.stopping.abort();
            this.server.closeAllConnections();
        }, stopGraceMilliseconds);
        await Promise.all(this.inFlight);
        this.server.closeIdleConnections();
        await closed;
        clearTimeout(grace);
    }

    private serve(handle: Handle, request: IncomingMessage, response: ServerResponse): void {
        const handled = handle(request, response, this.stopping.signal).finally(() => this.inFlight.delete(handled));
        this.inFlight.add(handled);
    }
}

function portInUse(host: string, port: number, cause: Error): Error {
    return new Error(
        `Port ${port} on ${host} is in use: stop the program that listens there, or choose another port for the API`,
        { cause },
    );
}

/** What does not parse as HTTP, is too long or too slow, gets a short answer and loses its connection. */
function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (error.code === "ECONNRESET" || !socket.writable) {
        socket.destroy();
        return;
    }
    const status =
        { HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large", ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout" }[
            error.code ?? ""
        ] ?? "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
