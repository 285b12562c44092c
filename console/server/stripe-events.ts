import { localStripeKey } from "../../cli/start/local-stripe-key";

/** What is used of one of Stripe's events, as its API gives it. */
export interface StripeEvent {
    id: string;
    type: string;
    created: number;
    data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
}

/** Reads an event from Stripe's API, which has those of 30 days; undefined where it has none. */
export type ReadStripeEvent = (eventId: string, account?: string) => Promise<StripeEvent | undefined>;

/** Where events can be asked for; without a key, nowhere. */
export interface StripeAccess {
    base: string;
    key: string | undefined;
}

/** The local Stripe where there is one; for a deployed stack Stripe itself, with the key that `npm run sync` takes too. */
export function findStripe(stripeUrl: string | undefined, isLocal: boolean): StripeAccess {
    return isLocal
        ? { base: stripeUrl ?? "", key: stripeUrl === undefined ? undefined : localStripeKey }
        : { base: "https://api.stripe.com", key: process.env.STRIPE_API_KEY };
}

const timeoutMs = 5_000;

export function createReadStripeEvent({ base, key }: StripeAccess): ReadStripeEvent {
    return async (eventId, account) => {
        if (key === undefined) {
            return undefined;
        }
        const response = await fetch(`${base}/v1/events/${encodeURIComponent(eventId)}`, {
            headers: { authorization: `Bearer ${key}`, ...(account !== undefined && { "stripe-account": account }) },
            signal: AbortSignal.timeout(timeoutMs),
        }).catch(() => undefined);
        return response?.ok === true ? ((await response.json()) as StripeEvent) : undefined;
    };
}
