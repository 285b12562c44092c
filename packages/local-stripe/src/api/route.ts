import { ApiError } from "../api-error";
import type { Resource } from "./resource";

/** What a request asks of which kind. */
export type Route =
    | { does: "create" | "list" | "search"; resource: Resource }
    | { does: "retrieve" | "update" | "remove"; resource: Resource; id: string }
    | { does: "act"; resource: Resource; id: string; name: string }
    | { does: "list nested"; resource: Resource; id: string; kind: string; member: string };

/** Finds what a method and a path ask for. */
export class Router {
    private readonly resources: ReadonlyMap<string, Resource>;

    constructor(resources: readonly Resource[]) {
        this.resources = new Map(resources.map((resource) => [resource.path, resource]));
    }

    /** @throws ApiError 404 that names both when local Stripe does not do it */
    find(method: string, path: string): Route {
        const names = path.split("/").map(decodeURIComponent);
        // The longest of the paths that this one begins with: /v1/entitlements/features before /v1/entitlements.
        for (let length = names.length; length > 2; length--) {
            const resource = this.resources.get(names.slice(0, length).join("/"));
            const route = resource && read(resource, method, names.slice(length));
            if (route !== undefined) {
                return route;
            }
        }
        throw new ApiError(
            404,
            `Unrecognized request URL (${method}: ${path}). Local Stripe does not do this, or Stripe itself does not.`,
        );
    }
}

function read(resource: Resource, method: string, [id, name, ...rest]: readonly string[]): Route | undefined {
    if (rest.length > 0 || id === "" || name === "") {
        return undefined;
    }
    if (id === undefined) {
        if (method === "POST" && resource.create !== undefined) {
            return { does: "create", resource };
        }
        return method === "GET" && resource.list !== undefined ? { does: "list", resource } : undefined;
    }
    if (name === undefined) {
        if (method === "GET" && id === "search" && resource.isSearchable === true) {
            return { does: "search", resource };
        }
        if (method === "GET" && resource.isListOnly !== true) {
            return { does: "retrieve", resource, id };
        }
        if (method === "POST" && resource.update !== undefined) {
            return { does: "update", resource, id };
        }
        return method === "DELETE" && resource.remove !== undefined ? { does: "remove", resource, id } : undefined;
    }
    if (method === "POST" && resource.actions !== undefined && Object.hasOwn(resource.actions, name)) {
        return { does: "act", resource, id, name };
    }
    const nested = resource.nested !== undefined && Object.hasOwn(resource.nested, name) && resource.nested[name];
    return method === "GET" && nested ? { does: "list nested", resource, id, ...nested } : undefined;
}
