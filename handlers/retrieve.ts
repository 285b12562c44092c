import { entitlementSummaryKind } from "./billing/subject";
import { makeObjectPath } from "./stripe-kinds";
import { readEntitlements } from "./sync/read-entitlements";
import type { StripeReader } from "./sync/stripe-reader";

/** Which object, and in which shape. */
export interface RetrieveRequest {
    /** The account that it is in: a Connect account, or `platform` for the one whose key asks. */
    account: string;
    /** How Stripe wants that account named, where its events say (`context`). */
    context?: string;
    kind: string;
    objectId: string;
    /** The API version of the events, so that what is read has their shape. */
    apiVersion?: string;
}

/**
 * Reads an object from Stripe as it is now. Undefined when it is gone, or of a kind that is not read by its id alone.
 * Rejects when Stripe, asked again for a while, or the secret store does not answer as it should.
 */
export type Retrieve = (request: RetrieveRequest) => Promise<unknown>;

export function createRetrieve(stripe: StripeReader): Retrieve {
    return async ({ kind, objectId, apiVersion, ...origin }) => {
        if (kind === entitlementSummaryKind) {
            return (await readEntitlements(stripe.of(origin), objectId, apiVersion)).object;
        }
        const path = makeObjectPath(kind, objectId);
        return path === undefined ? undefined : (await stripe.of(origin).get(path, apiVersion)).body;
    };
}
