import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

export interface StripeGetRequest {
    /** The account to read in: a Connect account or an Organization's, or `platform` for the one whose key asks. */
    account: string;
    /** How Stripe wants that account named, where its events say (`context`). */
    context?: string;
    /** What follows `/v1/`, with its query: `subscriptions/sub_123`. */
    path: string;
    /** The API version to be answered in; the Stripe account's default when left out. */
    apiVersion?: string;
}

/**
 * Reads from Stripe's API. Undefined when Stripe knows no such object. Rejects when Stripe or the secret store does not
 * answer as it should.
 */
export type StripeGet = (request: StripeGetRequest) => Promise<unknown>;

export interface StripeGetDeps {
    secrets: Pick<SecretsManagerClient, "send">;
    /** The secret that holds Stripe's API key; a restricted key that may read is enough. */
    apiKeySecretArn: string;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    fetch: typeof globalThis.fetch;
}

const keyMilliseconds = 300_000;
const timeoutMilliseconds = 5_000;

/** By plain HTTPS: the `stripe` package would add 300 KB to the artefact of a function that needs a GET or two. */
export function createStripeGet({ secrets, apiKeySecretArn, now, fetch }: StripeGetDeps): StripeGet {
    let cached: { key: string; readAt: number } | undefined;

    async function apiKey(): Promise<string> {
        if (cached === undefined || now() - cached.readAt >= keyMilliseconds) {
            const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: apiKeySecretArn }));
            if (!SecretString) {
                throw new Error(`the secret ${apiKeySecretArn} has no value`);
            }
            cached = { key: SecretString, readAt: now() };
        }
        return cached.key;
    }

    return async ({ path, apiVersion, ...of }) => {
        const key = await apiKey();
        const response = await fetch(`https://api.stripe.com/v1/${path}`, {
            headers: {
                authorization: `Bearer ${key}`,
                ...accountHeader(key, of),
                ...(apiVersion === undefined ? {} : { "stripe-version": apiVersion }),
            },
            signal: AbortSignal.timeout(timeoutMilliseconds),
        });
        if (response.status === 404) {
            return undefined;
        }
        if (!response.ok) {
            throw new Error(`Stripe answered ${response.status} to GET /v1/${path}`);
        }
        return response.json();
    };
}

/**
 * An Organization's key needs the context, and a Connect platform's takes the account
 * (https://docs.stripe.com/keys/organization-api-keys, https://docs.stripe.com/context).
 */
function accountHeader(
    key: string,
    { account, context }: Pick<StripeGetRequest, "account" | "context">,
): Record<string, string> {
    if (context !== undefined) {
        return { "stripe-context": context };
    }
    if (account === "platform") {
        return {};
    }
    return key.startsWith("sk_org") ? { "stripe-context": account } : { "stripe-account": account };
}
