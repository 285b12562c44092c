import http from "node:http";

import { sign } from "stripe-events";

/** Where events are posted, and what they are signed with. */
export interface Webhook {
    url: string;
    secret: string;
}

/**
 * Posts an event as Stripe does.
 *
 * @param event JSON text
 * @returns the answer's status, once the answer is there whole. Rejects when there is none
 */
export function postEvent({ url, secret }: Webhook, event: string, agent: http.Agent): Promise<number> {
    return new Promise((resolve, reject) => {
        const headers = {
            "content-type": "application/json; charset=utf-8",
            "content-length": Buffer.byteLength(event),
            "stripe-signature": sign(event, secret),
        };
        const request = http.request(url, { method: "POST", agent, headers, timeout: 60_000 }, (response) => {
            response.once("error", reject);
            response.once("end", () => resolve(response.statusCode ?? 0));
            response.resume();
        });
        request.once("timeout", () => request.destroy(new Error(`${url} gave no answer in 60 s`)));
        request.once("error", reject);
        request.end(event);
    });
}

export interface PostAllOptions {
    concurrency: number;
    /** Where to post now; waits while there is nothing to post to. */
    webhook: () => Promise<Webhook>;
    /**
     * Called for each event that was answered with 200.
     *
     * @param index the event's
     * @param milliseconds from its last post to the answer
     */
    onAcknowledged: (acknowledged: number, index: number, milliseconds: number) => void;
}

/** How long a poster waits after a refusal, in milliseconds. Stripe waits for much longer. */
const retryMs = 50;

/**
 * Posts every event until it is acknowledged, as Stripe would.
 *
 * @param events JSON texts
 * @returns how many posts were not acknowledged, by why
 */
export async function postAll(events: readonly string[], options: PostAllOptions): Promise<Record<string, number>> {
    const { concurrency, webhook, onAcknowledged } = options;
    const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
    const refusals: Record<string, number> = {};
    let taken = 0;
    let acknowledged = 0;
    const poster = async () => {
        for (let index = taken++; index < events.length; index = taken++) {
            const event = events[index] as string;
            let began: number;
            for (;;) {
                const to = await webhook();
                began = performance.now();
                const outcome = await postEvent(to, event, agent).catch(
                    (error: NodeJS.ErrnoException) => error.code ?? error.message,
                );
                if (outcome === 200) {
                    break;
                }
                refusals[outcome] = (refusals[outcome] ?? 0) + 1;
                await new Promise((resolve) => setTimeout(resolve, retryMs));
            }
            onAcknowledged(++acknowledged, index, performance.now() - began);
        }
    };
    try {
        await Promise.all(Array.from({ length: concurrency }, poster));
    } finally {
        agent.destroy();
    }
    return refusals;
}
