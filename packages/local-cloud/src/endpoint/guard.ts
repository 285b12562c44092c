import type { IncomingHttpHeaders } from "node:http";

/** `localhost`, a name under it (browsers resolve those to this machine alone), or a loopback address; any port. */
const loopback = /^(([\w-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Why a request must not be served, or undefined. Anything on this machine may call; a web page that the user has open
 * may not, whether it calls directly (browsers then send `Origin`) or under a name of its own that it has pointed at
 * 127.0.0.1 (DNS rebinding, which shows in `Host`).
 */
export function reasonToRefuse(headers: IncomingHttpHeaders): string | undefined {
    if (headers.origin !== undefined) {
        return "The local cloud does not answer web pages: the request has an Origin header.";
    }
    if (headers.host === undefined || !loopback.test(headers.host)) {
        return `The local cloud answers to localhost and 127.0.0.1 alone, not to "${headers.host ?? ""}".`;
    }
    return undefined;
}
