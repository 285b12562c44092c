import type { StripeObject } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import { ApiError, missing } from "../api-error";
import { listEvents, readEvent } from "./events";
import { expand } from "./expand";
import type { Form } from "./form";
import type { Keys } from "./keys";
import { readListing } from "./list";
import { ownAccount } from "./own-account";
import { filledText, listOf, readParams } from "./params";
import type { ApiAnswer, ApiRequest } from "./request";
import type { Operation, Resource } from "./resource";
import { resources } from "./resources";
import { Router, type Route } from "./route";
import { Shelf, showAs } from "./shelf";
import { readSearch } from "./search";

/** A request that has been let in: whose, and in which account. */
export interface Admitted {
    request: ApiRequest;
    requestId: string;
    key: string;
    /** "" is the platform's own. */
    account: string;
}

/** Does what requests ask, and answers as Stripe does. */
export class ApiCaller {
    private readonly router = new Router(resources);
    private readonly shelf: Shelf;

    constructor(
        private readonly state: StripeState,
        private readonly keys: Keys,
    ) {
        this.shelf = new Shelf(state, keys, resources);
    }

    /** @throws ApiError */
    call(admitted: Admitted): ApiAnswer {
        const { request } = admitted;
        // API v2 shows some members only when they are included: here they are always shown.
        const { expand: expanded, include: _, ...form } = request.params;
        const paths = expanded === undefined ? [] : (listOf(filledText)(expanded, "expand") as string[]);
        if (/^\/v[12]\/(core\/)?events(\/|$)/.test(request.path)) {
            this.keys.authorize(admitted.key, "event", "read");
            return answer(200, this.readEvents(admitted, form));
        }
        if (request.method === "GET" && request.path === "/v1/account") {
            return answer(200, this.state.get("account", admitted.account) ?? ownAccount);
        }
        const route = this.router.find(request.method, request.path);
        this.keys.authorize(admitted.key, route.resource.permission, request.method === "GET" ? "read" : "write");
        if (request.method === "GET") {
            return answer(
                200,
                expand(this.read(admitted, route, form), paths, this.shelf.sourceOf(admitted.key, admitted.account)),
            );
        }
        return this.change(admitted, route, form, paths);
    }

    private readEvents({ request, account }: Admitted, form: Form): unknown {
        const id = /events\/([^/]+)$/.exec(request.path)?.[1];
        // A public preview takes a preview version: https://docs.stripe.com/sdks/versioning#public-preview-release-channel
        const isPreview = request.headers["stripe-version"]?.endsWith(".preview") === true;
        const version = !request.path.startsWith("/v2/") ? 1 : isPreview ? "2 preview" : 2;
        if (request.method !== "GET") {
            throw new ApiError(404, `Unrecognized request URL (${request.method}: ${request.path}).`);
        }
        return id === undefined
            ? listEvents(this.state, version, form, account)
            : readEvent(this.state, version, decodeURIComponent(id), account);
    }

    private read({ request, account }: Admitted, route: Route, form: Form): unknown {
        const { resource } = route;
        if (route.does === "retrieve") {
            readParams(form, {});
            return showAs(resource, this.find(resource.kind, route.id, account));
        }
        if (route.does === "search") {
            return this.search(resource, request.path, form, account);
        }
        const isNested = route.does === "list nested";
        if (isNested) {
            this.find(resource.kind, route.id, account);
        }
        const kind = isNested ? route.kind : resource.kind;
        const listed = this.shelf.find(kind) ?? resource;
        const { page, filters } = readListing(form, listed.list ?? { filters: {} });
        this.expectCursor(kind, page.startingAfter, "starting_after", account);
        this.expectCursor(kind, page.endingBefore, "ending_before", account);
        const all = isNested ? { ...filters, [route.member]: route.id } : filters;
        const { data, hasMore } = this.state.list(kind, { ...page, filters: all }, account);
        return {
            object: "list",
            data: data.map((object) => showAs(listed, object)),
            has_more: hasMore,
            url: request.path,
        };
    }

    private search(resource: Resource, url: string, form: Form, account: string): unknown {
        const { filters, limit, page: startingAfter } = readSearch(form);
        this.expectCursor(resource.kind, startingAfter, "page", account);
        const { data, hasMore } = this.state.list(resource.kind, { limit, startingAfter, filters }, account);
        return {
            object: "search_result",
            data: data.map((object) => showAs(resource, object)),
            has_more: hasMore,
            next_page: hasMore ? data.at(-1)?.id : null,
            url,
        };
    }

    private change(admitted: Admitted, route: Route, form: Form, paths: readonly string[]): ApiAnswer {
        const { request, requestId, account } = admitted;
        const idempotencyKey = request.headers["idempotency-key"] ?? null;
        return this.state.transact(
            (tx) => {
                const operation = findOperation(route);
                const params = readParams(form, operation.params, operation.required);
                const { resource } = route;
                const target =
                    "id" in route
                        ? (resource.make?.(tx, route.id) ?? this.find(resource.kind, route.id, account))
                        : undefined;
                if (target?.deleted === true) {
                    throw missing(resource.kind, target.id);
                }
                const result = operation.run({ tx, params }, target);
                const answered =
                    result instanceof ApiError
                        ? answer(result.status, result.toBody(requestId))
                        : answer(
                              200,
                              expand(
                                  this.shelf.show(result, route.does === "create"),
                                  paths,
                                  this.shelf.sourceOf(admitted.key, account),
                              ),
                          );
                if (idempotencyKey !== null && request.method === "POST") {
                    const { status, body } = answered;
                    tx.keepAnswer(idempotencyKey, { request: describe(request), status, body, requestId });
                }
                return answered;
            },
            {
                ...(account === "" ? {} : { account }),
                request: { id: requestId, idempotency_key: idempotencyKey },
            },
        );
    }

    private expectCursor(kind: string, id: string | undefined, param: string, account: string): void {
        if (id !== undefined && this.state.get(kind, id, account) === undefined) {
            throw missing(kind, id, param);
        }
    }

    private find(kind: string, id: string, account: string): StripeObject {
        const object = this.state.get(kind, id, account);
        if (object === undefined) {
            throw missing(kind, id);
        }
        return object;
    }
}

/** What a request asks, to compare it with one that has the same idempotency key. */
export function describe({ method, path, body }: ApiRequest): string {
    return `${method} ${path} ${body}`;
}

function findOperation(route: Route): Operation<StripeObject | undefined> {
    const { resource } = route;
    const operation =
        route.does === "act" ? resource.actions?.[route.name] : resource[route.does as "create" | "update" | "remove"];
    return operation as Operation<StripeObject | undefined>;
}

function answer(status: number, body: unknown): ApiAnswer {
    return { status, headers: {}, body: JSON.stringify(body, undefined, 2) };
}
