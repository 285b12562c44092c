/** One of Stripe's objects, as its API shows it. */
export interface StripeObject {
    id: string;
    /** Its kind: `customer`, `checkout.session`. */
    object: string;
    [member: string]: unknown;
}

/** An event as Stripe's API v1 shows it, and as webhooks get it. */
export interface SnapshotEvent extends StripeObject {
    object: "event";
    /** The connected account that it happened in. */
    account?: string;
    api_version: string;
    /** Whole seconds since the epoch. */
    created: number;
    data: { object: StripeObject; previous_attributes?: Record<string, unknown> };
    livemode: false;
    /** How many endpoints have not acknowledged it. */
    pending_webhooks: number;
    request: { id: string | null; idempotency_key: string | null };
    type: string;
}
