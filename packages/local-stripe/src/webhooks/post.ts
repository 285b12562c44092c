import http from "node:http";
import https from "node:https";

/** Posts a signed event to an endpoint; gives the answer's HTTP status, or the name of what kept it from coming. */
export type Post = (request: PostRequest) => Promise<number | string>;

export interface PostRequest {
    url: string;
    /** JSON. */
    body: string;
    /** The value of `Stripe-Signature`. */
    signature: string;
    /** Ends it. */
    signal: AbortSignal;
}

/**
 * Posts as Stripe does, over connections that are kept. It follows no redirect: to Stripe, that is a failure.
 *
 * @param timeoutMs how long an endpoint may take to answer
 */
export function createPost(timeoutMs = 20_000): { post: Post; close: () => void } {
    const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };
    return {
        post: ({ url, body, signature, signal }) =>
            new Promise((resolve) => {
                const isHttps = url.startsWith("https:");
                const timeout = AbortSignal.timeout(timeoutMs);
                const fail = (error: NodeJS.ErrnoException) =>
                    resolve(timeout.aborted ? "timeout" : (error.code ?? error.message));
                const options = {
                    method: "POST",
                    agent: isHttps ? agents["https:"] : agents["http:"],
                    signal: AbortSignal.any([signal, timeout]),
                    headers: {
                        "content-type": "application/json; charset=utf-8",
                        "content-length": Buffer.byteLength(body),
                        "stripe-signature": signature,
                        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                    },
                };
                (isHttps ? https : http)
                    .request(url, options, (response) => {
                        response.on("error", fail).on("end", () => resolve(response.statusCode ?? 0));
                        response.resume();
                    })
                    .on("error", fail)
                    .end(body);
            }),
        close: () => Object.values(agents).forEach((agent) => agent.destroy()),
    };
}
