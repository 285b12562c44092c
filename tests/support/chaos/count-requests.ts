import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** https://nodejs.org/api/diagnostics_channel.html#http */
const channel = "http.server.request.start";

/**
 * Counts the requests to a server of this process, apart from those of Stripe's own library.
 *
 * @param url the server's
 * @returns what ends that, and gives how many there were
 */
export function countRequests(url: string): () => number {
    const port = Number(new URL(url).port);
    let count = 0;
    const listener = (message: unknown) => {
        const { request } = message as { request: IncomingMessage };
        const isOther = request.headers["user-agent"]?.startsWith("Stripe/") === true;
        count += Number(request.socket.localPort === port && !isOther);
    };
    subscribe(channel, listener);
    return () => {
        unsubscribe(channel, listener);
        return count;
    };
}
