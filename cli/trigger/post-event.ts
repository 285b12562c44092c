import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";

import { sign } from "stripe-events";
import { CommandError } from "local-cloud/command";

/** What is posted where. */
export interface PostEventOptions {
    /** The webhook's URL. */
    url: string;
    /** The endpoint's signing secret, `whsec_…`. */
    secret: string;
    /** The event, or the body's exact text. */
    event: object | string;
    /** When it is signed, in seconds since the epoch. @default now */
    timestamp?: number;
    /** How long to wait for an answer. @default 30: a second more than API Gateway waits for a function */
    timeoutSeconds?: number;
}

/** That an event was taken. */
export interface SendResult {
    /** From the first byte sent to the last one received. */
    milliseconds: number;
    /** What the webhook answered; undefined where the event did not come by it. */
    status?: number;
}

/** What the webhook answered. */
export interface PostEventResult extends SendResult {
    status: number;
    body: string;
}

/**
 * Signs an event as Stripe does, and posts it.
 *
 * @throws CommandError when no answer comes
 */
export async function postEvent(options: PostEventOptions): Promise<PostEventResult> {
    const { url, secret, event, timestamp, timeoutSeconds = 30 } = options;
    const payload = typeof event === "string" ? event : JSON.stringify(event);
    const headers = {
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(payload).toString(),
        "stripe-signature": sign(payload, secret, timestamp),
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    };
    const start = performance.now();
    try {
        const { status, body } = await post(new URL(url), payload, headers, timeoutSeconds);
        return { status, body, milliseconds: performance.now() - start };
    } catch (error) {
        const { message, code } = error as NodeJS.ErrnoException;
        throw new CommandError(`the webhook ${url} does not answer: ${message || (code ?? "no reason given")}`);
    }
}

// Connections are kept, as Stripe keeps them. fetch costs more CPU time, which would count in the rate of many events.
const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };

function post(
    url: URL,
    payload: string,
    headers: Record<string, string>,
    timeoutSeconds: number,
): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
        const { request } = url.protocol === "https:" ? https : http;
        const agent = url.protocol === "https:" ? agents["https:"] : agents["http:"];
        const signal = AbortSignal.timeout(timeoutSeconds * 1000);
        const sent = request(url, { method: "POST", agent, signal, headers }, (response) => {
            text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
        });
        sent.on("error", (error) => {
            reject(signal.aborted ? new Error(`it took more than ${timeoutSeconds} s`) : error);
        });
        sent.end(payload);
    });
}
