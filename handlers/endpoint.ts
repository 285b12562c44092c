/** The name of the endpoint whose secret is stored alone, or beside named ones without a name of its own. */
export const defaultEndpoint = "default";

/** In the `resources` of an event on the bus: the endpoint at Stripe by which it came. */
const resourcePrefix = "stripe:endpoint/";

const maxNameLength = 32;

/** Whether `name` can name an endpoint: it is part of bus entries, log lines, metrics and ledger entries. */
export function isEndpointName(name: string): boolean {
    return name.length <= maxNameLength && /^[a-z][a-z0-9-]*$/.test(name);
}

export function formatEndpointResource(endpoint: string): string {
    return resourcePrefix + endpoint;
}

/** The endpoint that an event on the bus came by; undefined where it came by none, as a recovered one. */
export function readEndpoint(resources: readonly string[] = []): string | undefined {
    return resources.find((resource) => resource.startsWith(resourcePrefix))?.slice(resourcePrefix.length);
}
