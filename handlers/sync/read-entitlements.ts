import type { Hash } from "../billing/canonical";
import { entitlementSummaryKind } from "../billing/subject";
import type { StripeAnswer, StripeReader } from "./stripe-reader";

/** What a customer is entitled to, in the form that events have. */
export interface EntitlementsRead extends Omit<StripeAnswer, "body"> {
    object: Hash & { object: string; entitlements: { data: Hash[] } };
    livemode: boolean;
}

/**
 * Reads what a customer is entitled to, which Stripe lists by customer alone: the whole list, of which an event has the first
 * ten.
 *
 * @param apiVersion the one to be answered in
 * @throws StripeFailure, of the kind `absent` when Stripe does not know the customer
 */
export async function readEntitlements(
    stripe: StripeReader,
    customer: string,
    apiVersion?: string,
): Promise<EntitlementsRead> {
    const data: Hash[] = [];
    let first: Omit<StripeAnswer, "body"> | undefined;
    const request = { query: { customer }, apiVersion: () => apiVersion };
    for await (const { objects, readAt, apiVersion: version } of stripe.pages(
        "/v1/entitlements/active_entitlements",
        request,
    )) {
        first ??= { readAt, apiVersion: version };
        data.push(...objects);
    }
    if (first === undefined) {
        throw new Error("a list has at least one page");
    }
    const livemode = await stripe.livemode();
    const url = `/v1/customer/${customer}/entitlements`;
    const entitlements = { object: "list", data, has_more: false, url };
    return { ...first, livemode, object: { object: entitlementSummaryKind, customer, entitlements, livemode } };
}
