export interface StripeHeadersRequest {
    /** The account to read in: a Connect account or an Organization's, or `platform` for the one whose key asks. */
    account: string;
    /** How Stripe wants that account named, where its events say (`context`). */
    context?: string;
    /** The API version to be answered in; the Stripe account's default when left out. */
    apiVersion?: string;
}

/** The API version of the `stripe` package. */
export const packageApiVersion = "2026-10-28.endive";

/** The headers of a request to Stripe's API. */
export function makeStripeHeaders(key: string, { apiVersion, ...of }: StripeHeadersRequest): Record<string, string> {
    // An Organization has no default version: its requests name one (https://docs.stripe.com/keys/organization-api-keys).
    const version = apiVersion ?? (key.startsWith("sk_org") ? packageApiVersion : undefined);
    return {
        authorization: `Bearer ${key}`,
        ...makeAccountHeader(key, of),
        ...(version === undefined ? {} : { "stripe-version": version }),
    };
}

/**
 * An Organization's key needs the context, and a Connect platform's takes the account
 * (https://docs.stripe.com/keys/organization-api-keys, https://docs.stripe.com/context).
 */
function makeAccountHeader(
    key: string,
    { account, context }: Omit<StripeHeadersRequest, "apiVersion">,
): Record<string, string> {
    if (context !== undefined) {
        return { "stripe-context": context };
    }
    if (account === "platform") {
        return {};
    }
    return key.startsWith("sk_org") ? { "stripe-context": account } : { "stripe-account": account };
}
