import { isHash, type Hash } from "./canonical";
import type { ObjectEvent } from "./object-event";
import { entitlementSummaryKind } from "./subject";

/**
 * The state that the object of an event was in before its first event; undefined for kinds of which that is not known. A
 * customer is entitled to nothing until Stripe first tells of a change
 * (https://docs.stripe.com/billing/entitlements#webhooks); other kinds begin with an event of their creation.
 */
export function findFirstState({ kind, object }: ObjectEvent): Hash | undefined {
    return kind === entitlementSummaryKind && isHash(object.entitlements)
        ? { ...object, entitlements: { ...object.entitlements, data: [], has_more: false } }
        : undefined;
}
