import { partnerSourcePrefix } from "./bus-entry";
import type { BusEvent } from "./events";

/** The name of the endpoint whose secret is stored alone, or beside named ones without a name of its own. */
export const defaultEndpoint = "default";

/** What stands for an endpoint's name in events of Stripe's own EventBridge destination, which sign nothing. */
export const partnerEndpoint = "partner";

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

/**
 * The endpoint that an event on the bus came by; `partner` for one of Stripe's own EventBridge destination; undefined where it came
 * by none, as a recovered one.
 */
export function readEndpoint({ source, resources = [] }: Pick<BusEvent, "source" | "resources">): string | undefined {
    const named = resources.find((resource) => resource.startsWith(resourcePrefix))?.slice(resourcePrefix.length);
    return named ?? (source.startsWith(partnerSourcePrefix) ? partnerEndpoint : undefined);
}
