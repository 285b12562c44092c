import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";

import type { SnapshotEvent } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import { toThinEvent } from "../state/thin-event";

const path = "/_local/events";

/**
 * Answers `POST /_local/events`: keeps the snapshot event in the body, so that `GET /v1/events/ID` shows it, and delivers it to
 * nobody. The answer is its thin twin.
 *
 * @returns false when the request is another
 */
export function answerKeptEvents(state: StripeState, request: IncomingMessage, response: ServerResponse): boolean {
    if (request.url !== path || request.method !== "POST") {
        return false;
    }
    void keep(state, request)
        .then((thin) => answer(response, 200, thin))
        .catch((error: unknown) => answer(response, 400, { error: (error as Error).message }));
    return true;
}

async function keep(state: StripeState, request: IncomingMessage): Promise<object> {
    // A page in a browser may post other types to any address.
    if (!(request.headers["content-type"] ?? "").startsWith("application/json")) {
        throw new Error("send JSON, with content-type: application/json");
    }
    const event = (await json(request)) as Partial<SnapshotEvent> | null;
    if (event?.object !== "event" || typeof event.id !== "string" || typeof event.data?.object !== "object") {
        throw new Error("not a snapshot event");
    }
    const { object, previous_attributes } = event.data;
    const kept = {
        ...event,
        data: { object, ...(previous_attributes && { previous_attributes }) },
        request: event.request ?? { id: null, idempotency_key: null },
    } as SnapshotEvent;
    state.keepEvent(kept);
    return toThinEvent(kept);
}

function answer(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
