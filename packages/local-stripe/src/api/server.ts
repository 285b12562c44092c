import { newId } from "stripe-events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import Stripe from "stripe";

import type { StripeState } from "../state/stripe-state";
import { ApiError } from "../api-error";
import type { Fault, Faults } from "./faults";
import { decodeForm, decodeJson } from "./form";
import type { Gate } from "./gate";
import type { ApiAnswer } from "./request";

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
            .then((body) => (fault === undefined ? answer(request, body) : failWith(fault, requestId)))
            .catch((error: unknown) => failWith({ kind: "error" }, requestId, (error as Error).message))
            .then((answered) => send(request, response, requestId, answered, state.now()))
            .catch(() => response.destroy());

        const answer = (incoming: IncomingMessage, body: string): ApiAnswer => {
            const { pathname, search } = new URL(incoming.url ?? "/", "http://local");
            const isJson = (incoming.headers["content-type"] ?? "").startsWith("application/json");
            const query = decodeForm(search.slice(1));
            return gate.answer(
                {
                    method: incoming.method ?? "GET",
                    path: pathname,
                    params: body === "" ? query : { ...query, ...(isJson ? decodeJson(body) : decodeForm(body)) },
                    body,
                    headers: incoming.headers as Record<string, string | undefined>,
                },
                requestId,
            );
        };
    });
}

async function readBody(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxBodyBytes) {
            throw new Error(`the request's body has more than ${maxBodyBytes} bytes`);
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
}

function failWith(fault: Exclude<Fault, { kind: "refuse" }>, requestId: string, reason?: string): ApiAnswer {
    const isLimit = fault.kind === "rate_limit";
    const error = isLimit
        ? new ApiError(429, "Request rate limit exceeded.", { code: "rate_limit" })
        : new ApiError(500, reason ?? "An unknown error occurred.", { type: "api_error" });
    const retryAfter = isLimit ? fault.retryAfterSeconds : undefined;
    return {
        status: error.status,
        headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
        body: JSON.stringify(error.toBody(requestId), undefined, 2),
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
