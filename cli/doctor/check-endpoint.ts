import type { Check } from "./check";

const area = "Stripe";

/** What is read of a webhook endpoint at Stripe. */
export interface Endpoint {
    id: string;
    url: string;
    status: string;
    enabled_events: readonly string[];
}

/** An event type, or a group of them that begin alike: what a rule's pattern has under `detail-type`. */
export type TypeSelector = string | { prefix: string };

/**
 * Whether Stripe sends to this stack what its rules select.
 *
 * @param selectors of all rules; undefined where a rule takes every type
 */
export function checkEndpoint(
    endpoints: readonly Endpoint[],
    webhookUrl: string,
    selectors: readonly TypeSelector[] | undefined,
): Check {
    const mine = endpoints.filter(({ url }) => url === webhookUrl);
    const [enabled] = mine.filter(({ status }) => status === "enabled");
    if (mine.length === 0) {
        return {
            area,
            verdict: "warning",
            text: `Stripe has no webhook endpoint for ${webhookUrl} (event destinations of its API v2 are not looked at)`,
            remedy: "create one in Stripe's dashboard, or pulumi config set registerEndpoint true",
        };
    }
    if (enabled === undefined) {
        return {
            area,
            verdict: "wrong",
            text: `Stripe's webhook endpoint ${mine[0]?.id} is disabled, and nothing is delivered`,
            remedy: "enable it in Stripe's dashboard, then npm run sync -- recover brings back what was missed",
        };
    }
    const all = mine.flatMap(({ status, enabled_events: types }) => (status === "enabled" ? types : []));
    const missing = (selectors ?? []).filter((selector) => !all.some((type) => isSent(selector, type)));
    if (missing.length > 0) {
        const names = missing.map((selector) => (typeof selector === "string" ? selector : `${selector.prefix}*`));
        return {
            area,
            verdict: "wrong",
            text: `Stripe does not send ${names.join(", ")}, which subscriptions select`,
            remedy: `add them to ${enabled.id} in Stripe's dashboard`,
        };
    }
    return { area, verdict: "ok", text: `Stripe's webhook endpoint ${enabled.id} is enabled, for ${countTypes(all)}` };
}

function isSent(selector: TypeSelector, type: string): boolean {
    return type === "*" || (typeof selector === "string" ? type === selector : type.startsWith(selector.prefix));
}

function countTypes(types: readonly string[]): string {
    return types.includes("*") ? "all ordinary types" : `${new Set(types).size} types of events`;
}

/**
 * The types that rules select, from their patterns.
 *
 * @returns undefined when one selects every type
 */
export function readSelectors(patterns: readonly string[]): TypeSelector[] | undefined {
    const lists = patterns.map((pattern) => (JSON.parse(pattern) as { "detail-type"?: TypeSelector[] })["detail-type"]);
    return lists.some((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}
