type Hash = Record<string, unknown>;

/** A Stripe in memory, with what a test wants to see and to break. */
export interface FakeStripe {
    /** By path, newest first: `subscriptions`. */
    lists: Map<string, Hash[]>;
    /** Newest first; those in `undelivered` failed. */
    events: Hash[];
    undelivered: Set<string>;
    /** Events of API v2 with their data, newest first; two to a page, and without the data there. */
    alerts: Hash[];
    /** Stripe's clock, in milliseconds since the epoch. */
    now: () => number;
    /** The paths that were asked for, after the version and with their queries; the whole URLs; the headers. */
    requests: { path: string; url: string; headers: Record<string, string> }[];
    /** An answer in place of Stripe's own; an error is a connection that breaks off. */
    interrupt: (path: string) => Response | Error | undefined;
    /** An object as an API version shows it. */
    render: (object: Hash, version: string) => Hash;
    fetch: typeof globalThis.fetch;
}

const defaultVersion = "2026-10-28.endive";

export function fakeStripe(now: () => number): FakeStripe {
    const stripe: FakeStripe = {
        lists: new Map(),
        events: [],
        undelivered: new Set(),
        alerts: [],
        now,
        requests: [],
        interrupt: () => undefined,
        render: (object) => object,
        fetch: async (input, init) => {
            const url = new URL(input instanceof Request ? input.url : input);
            const path = url.pathname.slice("/v1/".length);
            const headers = init?.headers as Record<string, string>;
            const version = headers["stripe-version"] ?? defaultVersion;
            stripe.requests.push({ path: path + url.search, url: url.href, headers });
            const broken = stripe.interrupt(path + url.search);
            if (broken instanceof Error) {
                throw broken;
            }
            const response = broken ?? answer(path, url.searchParams, version);
            response.headers.set("stripe-version", version);
            response.headers.set("date", new Date(stripe.now()).toUTCString());
            return response;
        },
    };

    function answerV2(id: string | undefined, query: URLSearchParams): Response {
        if (id !== undefined) {
            const event = stripe.alerts.find((one) => one.id === id);
            return event === undefined ? refuse(404) : Response.json(event);
        }
        const since = Date.parse(query.get("created[gte]") ?? "");
        const type = query.get("types[0]");
        const listed = stripe.alerts.filter((one) => one.type === type && Date.parse(String(one.created)) >= since);
        const start = Number(query.get("page") ?? 0);
        query.set("page", String(start + 2));
        return Response.json({
            data: listed.slice(start, start + 2).map(({ data: _, ...thin }) => thin),
            next_page_url: start + 2 < listed.length ? `/v2/core/events?${query.toString()}` : null,
            previous_page_url: null,
        });
    }

    function answer(path: string, query: URLSearchParams, version: string): Response {
        const render = (object: Hash) => stripe.render(object, version);
        const [isV2, alertId] = /^core\/events(?:\/(.+))?$/.exec(path) ?? [];
        if (isV2 !== undefined) {
            return version.endsWith(".preview") ? answerV2(alertId, query) : refuse(400);
        }
        if (path === "events") {
            const since = Number(query.get("created[gte]") ?? 0);
            const only = query.get("delivery_success") === "false";
            const events = stripe.events.filter(({ id, created }) => {
                return Number(created) >= since && (!only || stripe.undelivered.has(String(id)));
            });
            return page(events, query);
        }
        const list = stripe.lists.get(path);
        if (list !== undefined) {
            const customer = query.get("customer");
            return page(list.filter((one) => customer === null || one.customer === customer).map(render), query);
        }
        const [, parent = "", id = ""] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
        const object = stripe.lists.get(parent)?.find((one) => one.id === decodeURIComponent(id));
        return object === undefined ? refuse(404) : Response.json(render(object));
    }

    return stripe;
}

function page(all: readonly Hash[], query: URLSearchParams): Response {
    const after = query.get("starting_after");
    const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const end = start + Number(query.get("limit") ?? 10);
    return Response.json({ object: "list", data: all.slice(start, end), has_more: end < all.length });
}

/** Stripe's error. */
export function refuse(status: number, headers: Record<string, string> = {}): Response {
    return Response.json({ error: { message: `Stripe says ${status}` } }, { status, headers });
}
