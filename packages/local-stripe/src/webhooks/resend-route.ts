import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { newId } from "stripe-events";

import { ApiError, missing } from "../api-error";
import { decodeForm } from "../api/form";
import { readEvent } from "../api/events";
import type { Keys } from "../api/keys";
import type { StripeState } from "../state/stripe-state";
import type { Dispatcher } from "./dispatcher";

export interface ResendDeps {
    state: StripeState;
    keys: Keys;
    dispatcher: Pick<Dispatcher, "resend">;
}

/**
 * Answers `POST /v1/events/ID/retry`, by which the Stripe CLI's `events resend` has an event delivered again: to the endpoint
 * that `webhook_endpoint` names, or to all.
 *
 * @returns false when the request is another
 */
export function answerResend(deps: ResendDeps, request: IncomingMessage, response: ServerResponse): boolean {
    const [, id] = /^\/v1\/events\/(\w+)\/retry$/.exec(request.url ?? "") ?? [];
    if (id === undefined || request.method !== "POST") {
        return false;
    }
    void resend(deps, id, request)
        .then((event) => answer(response, 200, event))
        .catch((error: unknown) => {
            const failed = error instanceof ApiError ? error : new ApiError(500, (error as Error).message);
            answer(response, failed.status, failed.toBody(newId("request", deps.state.random)));
        });
    return true;
}

async function resend({ state, keys, dispatcher }: ResendDeps, id: string, request: IncomingMessage): Promise<object> {
    const { webhook_endpoint: endpoint } = decodeForm(await text(request));
    keys.authorize(keys.authenticate(request.headers.authorization), "event", "write");
    const event = readEvent(state, 1, id, "");
    const endpoints = state.deliveriesOf(id).map(({ endpointId }) => endpointId);
    if (typeof endpoint === "string" && !endpoints.includes(endpoint)) {
        throw missing("webhook endpoint", endpoint, "webhook_endpoint");
    }
    dispatcher.resend(id, endpoint as string | undefined);
    return event;
}

function answer(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body, undefined, 2));
}
