import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { AwsError } from "./aws-error";
import { readAccessKey } from "./endpoint/access-key";
import { cborExchange } from "./endpoint/cbor-protocol";
import type { Exchange, RawAnswer, RawRequest } from "./endpoint/exchange";
import { reasonToRefuse } from "./endpoint/guard";
import { jsonExchange } from "./endpoint/json-protocol";
import { queryExchange } from "./endpoint/query/query-protocol";
import { readBody } from "./endpoint/read-body";
import { restExchange, unknownExchange } from "./endpoint/rest-protocol";
import type { Authorize, Call, Caller, JsonService, Lifecycle, RestService } from "./services/service";

export interface AwsEndpointDeps {
    /** 0 for any that is free. */
    port: number;
    services: readonly JsonService[];
    rest: readonly RestService[];
    /** Who holds an access key; undefined for a request that is not signed. */
    identify: (accessKeyId?: string) => Caller;
    /** Returns when `caller` may do `action` on the ARN `resource`, throws `AccessDeniedException` when not. */
    authorize: Authorize;
    /** What `GET /_local/health` answers, as JSON. */
    health: () => object;
    /** What `GET /_local/deliveries?detail-id=ID` answers, as JSON, for the `id`s in events' details that it names. */
    deliveries?: (detailIds: readonly string[]) => object;
    /** Takes what a service throws that is no AwsError. @default prints it to stderr */
    logFailure?: (operation: string, error: unknown) => void;
}

const host = "127.0.0.1";
const noQuery = new URLSearchParams();
const bodyLimitBytes = 16 * 1024 * 1024;
/** How long `stop` waits for answers under way. */
const graceMilliseconds = 5_000;

/** AWS's APIs on one port: every service of the local cloud, in the protocols that AWS's SDK clients and CLI speak. */
export class AwsEndpoint implements Lifecycle {
    private readonly server: Server;
    private readonly services: ReadonlyMap<string, JsonService>;
    private readonly underWay = new Set<AbortController>();
    private stopping = false;

    constructor(private readonly deps: AwsEndpointDeps) {
        this.services = new Map(deps.services.map((service) => [service.targetPrefix, service]));
        // SDK clients keep connections; Node's own five seconds would cut some off as they are used again.
        this.server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
            void this.handle(request, response);
        });
    }

    /**
     * Begins to listen.
     * @throws Error naming the port when it is in use
     */
    async start(): Promise<void> {
        const { port } = this.deps;
        this.stopping = false;
        await new Promise<void>((resolve, reject) => {
            this.server.once("error", (error: NodeJS.ErrnoException) => {
                reject(
                    error.code === "EADDRINUSE"
                        ? new Error(
                              `Port ${port} on ${host} is in use: end what listens there, or choose another port.`,
                          )
                        : error,
                );
            });
            this.server.listen(port, host, resolve);
        });
    }

    /** Takes no more requests, ends long polls, and lets the rest be answered. */
    async stop(): Promise<void> {
        if (!this.server.listening) {
            return;
        }
        this.stopping = true;
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.underWay.forEach((controller) => controller.abort());
        this.server.closeIdleConnections();
        const late = setTimeout(() => this.server.closeAllConnections(), graceMilliseconds);
        await closed;
        clearTimeout(late);
    }

    /** The port that it listens on. */
    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    /** `http://127.0.0.1:4566`: what `AWS_ENDPOINT_URL` is set to. */
    get url(): string {
        return `http://${host}:${this.port}`;
    }

    /** Never rejects. */
    private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const requestId = randomUUID();
        const answer = await this.answer(request, requestId, response);
        if (response.destroyed) {
            return;
        }
        response.writeHead(answer.status, {
            ...answer.headers,
            "content-length": Buffer.byteLength(answer.body),
            "x-amzn-requestid": requestId,
            // After an answer that came before the whole request, the rest of it would be read as the next one.
            ...(this.stopping || !request.complete ? { connection: "close" } : {}),
        });
        response.end(answer.body);
    }

    private async answer(request: IncomingMessage, requestId: string, response: ServerResponse): Promise<RawAnswer> {
        const [path = "/", search = ""] = (request.url ?? "/").split(/\?(.*)/s);
        const raw: RawRequest = {
            method: request.method ?? "GET",
            path,
            query: search === "" ? noQuery : new URLSearchParams(search),
            headers: request.headers,
            body: Buffer.alloc(0),
        };
        let exchange: Exchange | undefined;
        try {
            const refusal = reasonToRefuse(request.headers);
            if (refusal !== undefined) {
                throw new AwsError("AccessDeniedException", refusal, 403);
            }
            const about = raw.method === "GET" ? this.about(raw) : undefined;
            if (about !== undefined) {
                const body = JSON.stringify(about);
                return { status: 200, headers: { "content-type": "application/json" }, body };
            }
            raw.body = await readBody(request, bodyLimitBytes);
            exchange = this.openExchange(raw);
            return await exchange.perform(this.createCall(raw, requestId, response));
        } catch (error) {
            exchange ??= this.openExchange(raw);
            return exchange.refuse(this.toAwsError(error, exchange.operation), requestId);
        }
    }

    /** What the local cloud tells of itself: no API of AWS. */
    private about({ path, query }: RawRequest): object | undefined {
        const { health, deliveries } = this.deps;
        switch (path) {
            case "/_local/health":
                return health();
            case "/_local/deliveries":
                return deliveries?.(query.getAll("detail-id"));
            default:
                return undefined;
        }
    }

    private openExchange(request: RawRequest): Exchange {
        return (
            jsonExchange(request, this.services) ??
            cborExchange(request, this.services) ??
            queryExchange(request, this.services) ??
            restExchange(request, this.deps.rest) ??
            unknownExchange(request)
        );
    }

    private createCall(request: RawRequest, requestId: string, response: ServerResponse): Call {
        const caller = this.deps.identify(readAccessKey(request.headers, request.query));
        const createSignal = () => this.createSignal(response);
        let signal: AbortSignal | undefined;
        return {
            caller,
            requestId,
            headers: request.headers,
            // Made for who asks: only long polls do, and most requests are over at once.
            get signal() {
                return (signal ??= createSignal());
            },
            authorize: (action, resource, context) => this.deps.authorize(caller, action, resource, context),
        };
    }

    /** Aborts when nobody waits for the answer any more, or the endpoint stops. */
    private createSignal(response: ServerResponse): AbortSignal {
        const controller = new AbortController();
        if (this.stopping || response.destroyed) {
            controller.abort();
            return controller.signal;
        }
        this.underWay.add(controller);
        response.once("close", () => {
            this.underWay.delete(controller);
            if (!response.writableFinished) {
                controller.abort();
            }
        });
        return controller.signal;
    }

    private toAwsError(error: unknown, operation: string): AwsError {
        if (error instanceof AwsError) {
            return error;
        }
        const log = this.deps.logFailure ?? ((name, failure) => console.error(`${name} failed:`, failure));
        log(operation, error);
        return new AwsError("InternalFailure", "The local cloud failed to carry this out; its log says why.", 500);
    }
}
