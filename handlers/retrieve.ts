import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

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
 * Rejects when Stripe or the secret store does not answer as it should.
 */
export type Retrieve = (request: RetrieveRequest) => Promise<unknown>;

export interface RetrieveDeps {
    secrets: Pick<SecretsManagerClient, "send">;
    /** The secret that holds Stripe's API key; a restricted key that may read is enough. */
    apiKeySecretArn: string;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    fetch: typeof globalThis.fetch;
}

/** Where Stripe's API has the kinds that are read by their id alone (https://docs.stripe.com/api). */
const paths: Readonly<Record<string, string>> = {
    charge: "charges",
    "checkout.session": "checkout/sessions",
    coupon: "coupons",
    credit_note: "credit_notes",
    customer: "customers",
    dispute: "disputes",
    invoice: "invoices",
    invoiceitem: "invoiceitems",
    payment_intent: "payment_intents",
    payment_link: "payment_links",
    payment_method: "payment_methods",
    payout: "payouts",
    plan: "plans",
    price: "prices",
    product: "products",
    promotion_code: "promotion_codes",
    quote: "quotes",
    refund: "refunds",
    review: "reviews",
    setup_intent: "setup_intents",
    subscription: "subscriptions",
    subscription_schedule: "subscription_schedules",
    tax_rate: "tax_rates",
    topup: "topups",
    transfer: "transfers",
};

/** An Organization's key needs the context, and a Connect platform's takes the account (https://docs.stripe.com/context). */
function accountHeader(account: string, context: string | undefined): Record<string, string> {
    if (context !== undefined) {
        return { "stripe-context": context };
    }
    return account === "platform" ? {} : { "stripe-account": account };
}

const keyMilliseconds = 300_000;
const timeoutMilliseconds = 5_000;

/** By plain HTTPS: the `stripe` package would add 300 KB to the artefact of a function that needs one GET. */
export function createRetrieve({ secrets, apiKeySecretArn, now, fetch }: RetrieveDeps): Retrieve {
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

    return async ({ account, context, kind, objectId, apiVersion }) => {
        const path = Object.hasOwn(paths, kind) ? paths[kind] : undefined;
        if (path === undefined) {
            return undefined;
        }
        const response = await fetch(`https://api.stripe.com/v1/${path}/${encodeURIComponent(objectId)}`, {
            headers: {
                authorization: `Bearer ${await apiKey()}`,
                ...accountHeader(account, context),
                ...(apiVersion === undefined ? {} : { "stripe-version": apiVersion }),
            },
            signal: AbortSignal.timeout(timeoutMilliseconds),
        });
        if (response.status === 404) {
            return undefined;
        }
        if (!response.ok) {
            throw new Error(`Stripe answered ${response.status} to a read of the ${kind} ${objectId}`);
        }
        return response.json();
    };
}
