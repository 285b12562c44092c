import { isHash, type Hash } from "../billing/canonical";
import type { Origin } from "../billing/subject";
import { makeStripeHeaders } from "../stripe-headers";
import { createStripeClock } from "./stripe-clock";
import { makeStripeFailure } from "./stripe-failure";
import { createThrottle } from "./throttle";

/** What Stripe answered. */
export interface StripeAnswer {
    /** Undefined where Stripe has nothing at this path (404). */
    body?: Hash;
    /**
     * The second, since the epoch and by Stripe's clock, in which the request was sent or one soon before it: what was
     * answered is at least as new.
     */
    readAt: number;
    /** The API version of the answer. */
    apiVersion?: string;
}

export interface StripePage extends Omit<StripeAnswer, "body"> {
    objects: Hash[];
    /** Whether this is the last page. */
    isLast: boolean;
}

export interface PagesRequest {
    query?: Readonly<Record<string, string>>;
    /** The id of the object after which to begin. */
    startingAfter?: string;
    /** The API version that a page is to be answered in; asked for each page. */
    apiVersion?: () => string | undefined;
}

/** Reads from Stripe's API at a bounded rate. Rejects with a `StripeFailure`. */
export interface StripeReader {
    /** The account that is read: `platform` for the one whose key it is. */
    account: string;
    /** Whether the key reads live-mode objects. */
    livemode(): Promise<boolean>;
    /** @param path as in `/v1/subscriptions/sub_123` */
    get(path: string, apiVersion?: string): Promise<StripeAnswer>;
    /** A list of API v1 or v2, page by page, in Stripe's order: newest first. */
    pages(path: string, request?: PagesRequest): AsyncGenerator<StripePage>;
    /** The same key's reader of another account, with the same clock and within the same rate. */
    of(origin: Origin): StripeReader;
}

export interface StripeReaderDeps {
    apiKey: () => Promise<string>;
    /** A Connect account or an Organization's. @default the account whose key it is */
    account?: string;
    /** Where Stripe's API is. @default https://api.stripe.com */
    base?: string;
    /** Stripe takes 100 a second in live mode, 25 in a sandbox (https://docs.stripe.com/rate-limits). @default 25 */
    requestsPerSecond?: number;
    /** How long a request is tried again while Stripe is busy or away, in milliseconds. @default 120000 */
    patience?: number;
    /** How long an answer may take, in milliseconds. @default 30000 */
    timeoutMilliseconds?: number;
    fetch: typeof globalThis.fetch;
    /** Milliseconds that only ever grow, such as those of `performance.now`. */
    monotonic: () => number;
    wait: (milliseconds: number) => Promise<unknown>;
    /** Told each time that Stripe is asked again later. */
    onRetry?: (reason: string, milliseconds: number) => void;
}

const maxPauseMilliseconds = 20_000;
const pageSize = "100";

export function createStripeReader(deps: StripeReaderDeps): StripeReader {
    const {
        apiKey,
        account = "platform",
        base = "https://api.stripe.com",
        patience = 120_000,
        timeoutMilliseconds = 30_000,
        fetch,
        monotonic,
    } = deps;
    const findReadAt = createStripeClock(monotonic);
    const throttle = createThrottle({ ...deps, perSecond: deps.requestsPerSecond ?? 25 });

    async function request(url: URL, origin: Origin, apiVersion?: string): Promise<Response | Error> {
        const headers = makeStripeHeaders(await apiKey(), { ...origin, apiVersion });
        try {
            const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMilliseconds) });
            // Read here, so that a connection that breaks off counts as no answer.
            return new Response(await response.arrayBuffer(), response);
        } catch (error) {
            return error as Error;
        }
    }

    /** The answer to a request, asked until there is one. */
    async function ask(url: URL, origin: Origin, apiVersion?: string): Promise<StripeAnswer> {
        for (let tries = 0, waited = 0; ;) {
            await throttle.pass();
            const sentAt = monotonic();
            const response = await request(url, origin, apiVersion);
            const isAway = response instanceof Error || response.status === 429 || response.status >= 500;
            if (isAway) {
                const pause = findPause(response, tries++);
                const reason = response instanceof Error ? explainError(response) : `it answers ${response.status}`;
                waited += pause;
                if (waited > patience) {
                    const tried = `${tries} requests in ${Math.round(waited / 1000)} seconds`;
                    throw makeStripeFailure(
                        "unavailable",
                        `Stripe at ${base} is not available after ${tried}: ${reason}`,
                    );
                }
                deps.onRetry?.(reason, pause);
                throttle.pause(pause);
                continue;
            }
            const readAt = findReadAt(response.headers.get("date"), sentAt);
            if (readAt === undefined) {
                throw makeStripeFailure("refused", `what listens at ${base} is not Stripe: its answers have no date`);
            }
            const body = await readBody(response, url);
            return { body, readAt, apiVersion: response.headers.get("stripe-version") ?? apiVersion };
        }
    }

    const readerOf = (origin: Origin): StripeReader => ({
        account: origin.account,
        livemode: async () => (await apiKey()).includes("_live_"),
        get: (path, apiVersion) => ask(new URL(path, base), origin, apiVersion),

        async *pages(path, { query = {}, startingAfter, apiVersion } = {}) {
            let url = new URL(path, base);
            // Of API v2's lists, Stripe documents no maximum.
            const all = path.startsWith("/v2/") ? query : { limit: pageSize, ...query };
            Object.entries(all).forEach(([key, value]) => url.searchParams.set(key, value));
            let after = startingAfter;
            for (let isFirst = true, isLast = false; !isLast; isFirst = false) {
                if (after !== undefined) {
                    url.searchParams.set("starting_after", after);
                }
                const { body, ...answer } = await ask(url, origin, apiVersion?.());
                if (!Array.isArray(body?.data)) {
                    const kind = isFirst && startingAfter === undefined ? "absent" : "refused";
                    throw makeStripeFailure(kind, `Stripe has no list at ${url.pathname}${url.search}`);
                }
                const objects = (body.data as unknown[]).filter(isHash);
                if (typeof body.next_page_url === "string") {
                    // Its path and query alone: the key goes nowhere else.
                    const { pathname, search } = new URL(body.next_page_url, base);
                    url = new URL(pathname + search, base);
                } else if (body.has_more === true && objects.length === 0) {
                    throw makeStripeFailure("refused", `Stripe lists nothing more at ${url.pathname}${url.search}`);
                } else {
                    after = objects.at(-1)?.id as string | undefined;
                    isLast = body.has_more !== true || after === undefined;
                }
                yield { ...answer, objects, isLast };
            }
        },

        of: readerOf,
    });

    return readerOf({ account });
}

/** Undefined for 404. */
async function readBody(response: Response, { pathname, origin }: URL): Promise<Hash | undefined> {
    const body: unknown = await response.json().catch(() => undefined);
    if (response.status === 404) {
        return undefined;
    }
    if (response.status === 401) {
        throw makeStripeFailure("key", `Stripe at ${origin} refuses the API key: it is wrong, expired or revoked`);
    }
    if (response.status === 403) {
        throw makeStripeFailure("permission", `the API key may not read ${pathname}: give it read permission for that`);
    }
    if (!response.ok || !isHash(body)) {
        const error = isHash(body) && isHash(body.error) ? body.error.message : undefined;
        const words = typeof error === "string" ? error : "not JSON";
        throw makeStripeFailure("refused", `Stripe answers ${response.status} to GET ${pathname}: ${words}`);
    }
    return body;
}

/** As long as Stripe says, or else twice as long each time. */
function findPause(response: Response | Error, tries: number): number {
    const after = response instanceof Error ? NaN : Number(response.headers.get("retry-after") ?? NaN);
    return Math.min(maxPauseMilliseconds, after > 0 ? after * 1000 : 500 * 2 ** tries);
}

function explainError(error: Error): string {
    const { cause } = error;
    return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : error.message;
}
