import type { StripeObject } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import { ApiError, missing } from "../api-error";
import { listEvents, readEvent } from "./events";
import { expand, type Source } from "./expand";
import type { Form } from "./form";
import type { Keys } from "./keys";
import { readListing } from "./list";
import { ownAccount } from "./own-account";
import { filledText, listOf, readParams } from "./params";
import type { ApiAnswer, ApiRequest } from "./request";
import type { Operation, Resource } from "./resource";
import { resources } from "./resources";
import { Router, type Route } from "./route";

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
    private readonly byKind = new Map(resources.map((resource) => [resource.kind, resource]));

    constructor(
        private readonly state: StripeState,
        private readonly keys: Keys,
    ) {}

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
        if (route.does === "list" || route.does === "list nested" || route.does === "retrieve") {
            return answer(200, expand(this.read(admitted, route, form), paths, this.source(admitted)));
        }
        return this.change(admitted, route, form, paths);
    }

    private readEvents({ request, account }: Admitted, form: Form): unknown {
        const id = /events\/([^/]+)$/.exec(request.path)?.[1];
        const version = request.path.startsWith("/v2/") ? 2 : 1;
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
            return show(resource, this.find(resource.kind, route.id, account));
        }
        const isNested = route.does === "list nested";
        if (isNested) {
            this.find(resource.kind, route.id, account);
        }
        const kind = isNested ? route.kind : resource.kind;
        const listed = this.byKind.get(kind) ?? resource;
        const { page, filters } = readListing(form, listed.list ?? { filters: {} });
        for (const [name, cursor] of [
            ["starting_after", page.startingAfter],
            ["ending_before", page.endingBefore],
        ] as const) {
            if (cursor !== undefined && this.state.get(kind, cursor, account) === undefined) {
                throw missing(kind, cursor, name);
            }
        }
        const all = isNested ? { ...filters, [route.member]: route.id } : filters;
        const { data, hasMore } = this.state.list(kind, { ...page, filters: all }, account);
        return {
            object: "list",
            data: data.map((object) => show(listed, object)),
            has_more: hasMore,
            url: request.path,
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
                const result = operation.run({ tx, params }, target);
                const answered =
                    result instanceof ApiError
                        ? answer(result.status, result.toBody(requestId))
                        : answer(
                              200,
                              expand(this.showAny(result, route.does === "create"), paths, this.source(admitted)),
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

    private find(kind: string, id: string, account: string): StripeObject {
        const object = this.state.get(kind, id, account);
        if (object === undefined) {
            throw missing(kind, id);
        }
        return object;
    }

    private showAny(object: StripeObject, isNew = false): StripeObject {
        return show(this.byKind.get(object.object), object, isNew);
    }

    private source({ account, key }: Admitted): Source {
        return {
            get: (kind, id) => {
                this.keys.authorize(key, this.byKind.get(kind)?.permission ?? kind, "read");
                const object = this.state.get(kind, id, account);
                return object && this.showAny(object);
            },
            include: (object, name) => {
                const { includable } = this.byKind.get(object.object) ?? {};
                const list = includable !== undefined && Object.hasOwn(includable, name) && includable[name];
                if (!list) {
                    return undefined;
                }
                const filters = { [list.member]: object.id };
                const { data, hasMore } = this.state.list(list.kind, { limit: 10, filters }, account);
                return {
                    object: "list",
                    data: data.map((one) => this.showAny(one)),
                    has_more: hasMore,
                    url: list.path.replace("ID", object.id),
                };
            },
        };
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

function show(resource: Resource | undefined, object: StripeObject, isNew = false): StripeObject {
    return object.deleted === true || resource?.show === undefined ? object : resource.show(object, isNew);
}

function answer(status: number, body: unknown): ApiAnswer {
    return { status, headers: {}, body: JSON.stringify(body, undefined, 2) };
}
