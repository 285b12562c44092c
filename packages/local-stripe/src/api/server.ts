import { newId } from "stripe-events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import Stripe from "stripe";

import type { StripeState } from "../state/stripe-state";
import { ApiError } from "../api-error";
import type { Fault, Faults } from "./faults";
import { decodeForm, decodeJson } from "./form";
import type { Gate } from "./gate";
import type { ApiAnswer, ApiRequest } from "./request";

/** Stripe's own is not documented; its largest lists of parameters are far smaller. */
const maxBodyBytes = 1024 * 1024;

/** Stripe's API over HTTP. Errors of its own it answers with 500, as Stripe does. */
export function createApi(state: StripeState, gate: Gate, faults: Faults): Server {
    return createServer((request, response) => {
        const fault = faults.take();
        if (fault?.kind === "refuse") {
            request.socket.destroy();
            return;
        }
        const requestId = newId("request", state.random);
        readBody(request)
            .then((body) =>
                fault === undefined ? gate.answer(readRequest(request, body), requestId) : failWith(fault, requestId),
            )
            .catch((error: unknown) => toAnswer(error, requestId))
            .then((answered) => send(request, response, requestId, answered, state.now()))
            .catch(() => response.destroy());
    });
}

/** @throws ApiError 400 when it cannot be read */
function readRequest(request: IncomingMessage, body: string): ApiRequest {
    const { pathname, search } = new URL(`http://local${request.url}`);
    const isJson = (request.headers["content-type"] ?? "").startsWith("application/json");
    try {
        const query = decodeForm(search.slice(1));
        // The router decodes ids: what cannot be is refused here.
        decodeURIComponent(pathname);
        return {
            method: request.method ?? "GET",
            path: pathname,
            params: body === "" ? query : { ...query, ...(isJson ? decodeJson(body) : decodeForm(body)) },
            body,
            headers: request.headers as Record<string, string | undefined>,
        };
    } catch (error) {
        throw new ApiError(400, `Invalid request: ${(error as Error).message}`);
    }
}

async function readBody(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxBodyBytes) {
            throw new ApiError(413, `The body has more than ${maxBodyBytes} bytes.`);
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
}

function failWith(fault: Exclude<Fault, { kind: "refuse" }>, requestId: string): ApiAnswer {
    if (fault.kind === "error") {
        return toAnswer(new Error("An unknown error occurred."), requestId);
    }
    const answer = toAnswer(new ApiError(429, "Request rate limit exceeded.", { code: "rate_limit" }), requestId);
    const { retryAfterSeconds: seconds } = fault;
    return seconds === undefined ? answer : { ...answer, headers: { "retry-after": String(seconds) } };
}

function toAnswer(error: unknown, requestId: string): ApiAnswer {
    const known =
        error instanceof ApiError ? error : new ApiError(500, (error as Error).message, { type: "api_error" });
    return {
        status: known.status,
        // What of a body was not read would be taken for the next request.
        headers: known.status === 413 ? { connection: "close" } : {},
        body: JSON.stringify(known.toBody(requestId), undefined, 2),
    };
}

function send(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    answer: ApiAnswer,
    now: number,
): void {
    const echoed = ["idempotency-key", "stripe-account", "stripe-context"].flatMap((name) => {
        const value = request.headers[name];
        return typeof value === "string" ? [[name, value] as const] : [];
    });
    response.writeHead(answer.status, {
        "content-type": "application/json",
        date: new Date(now).toUTCString(),
        "request-id": requestId,
        "stripe-version": request.headers["stripe-version"] ?? Stripe.API_VERSION,
        ...Object.fromEntries(echoed),
        ...answer.headers,
    });
    response.end(answer.body);
}
