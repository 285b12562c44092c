import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What becomes of a request. */
export type Admission =
    | { kind: "admitted" }
    /** It came with the token: the browser gets the cookie, and the address without the token. */
    | { kind: "entered"; location: string; cookie: string }
    | { kind: "refused"; status: 401 | 403; message: string };

/**
 * Decides who may use the console. Anything on this machine can reach its port, web pages that a person has open
 * included: so a request needs the token that only the terminal showed, or the cookie that it was exchanged for; its
 * `Host` must be this machine (else a page that has pointed its own name at 127.0.0.1 could read the answers: DNS
 * rebinding); and what writes must come from the console's own page, as its `Origin` says (else any page could post).
 */
export class Access {
    /** In the URL that the terminal shows. */
    readonly token = randomBytes(24).toString("base64url");
    private readonly session = randomBytes(24).toString("base64url");

    /** @param port gives the port that is listened on: cookies are shared by all ports of a host, so its name has it */
    constructor(private readonly port: () => number) {}

    admit(request: IncomingMessage): Admission {
        const hosts = [`127.0.0.1:${this.port()}`, `localhost:${this.port()}`];
        const { host = "", origin } = request.headers;
        if (!hosts.includes(host)) {
            return refuse(403, `The console answers to ${hosts.join(" and ")} alone, not to "${host}".`);
        }
        const site = request.headers["sec-fetch-site"];
        const isOwn = origin === `http://${host}`;
        if ((origin !== undefined && !isOwn) || (site !== undefined && site !== "same-origin" && site !== "none")) {
            return refuse(403, "The console answers its own pages alone: the request comes from another site.");
        }
        if (request.method !== "GET" && !isOwn) {
            return refuse(403, "What changes something must come from the console's page: the request has no Origin.");
        }
        const url = new URL(request.url ?? "/", `http://${host}`);
        const token = url.searchParams.get("token");
        if (token !== null && request.method === "GET" && isSame(token, this.token)) {
            url.searchParams.delete("token");
            const cookie = `${this.cookieName}=${this.session}; Path=/; HttpOnly; SameSite=Strict`;
            return { kind: "entered", location: url.pathname + url.search, cookie };
        }
        return isSame(this.readCookie(request) ?? "", this.session)
            ? { kind: "admitted" }
            : refuse(401, "Open the console by the address that the terminal shows: its token is new at each start.");
    }

    private get cookieName(): string {
        return `console-${this.port()}`;
    }

    private readCookie({ headers }: IncomingMessage): string | undefined {
        const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
        return pairs.find(([name]) => name === this.cookieName)?.[1];
    }
}

function refuse(status: 401 | 403, message: string): Admission {
    return { kind: "refused", status, message };
}

/** Compared in the same time wherever they differ. */
function isSame(given: string, expected: string): boolean {
    const [one, other] = [Buffer.from(given), Buffer.from(expected)];
    return one.length === other.length && timingSafeEqual(one, other);
}
