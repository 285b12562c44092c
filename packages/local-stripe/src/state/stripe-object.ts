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
    /** Of an alert, which API v2 alone shows: its data. */
    alert?: AlertData;
}

/**
 * What an alert of `v2.core.health.event_generation_failure.resolved` says, as of 2026-11-18.preview:
 * https://docs.stripe.com/webhooks/handle-irrecoverable-events
 */
export interface AlertData {
    alert_id: string;
    grouping_key: string;
    impact: {
        /** The connected account; none for the platform's own. */
        context?: string;
        /** The type of the event that could not be made. */
        event_type: string;
        related_object: { id: string; type: string; url: string };
    };
    /** RFC 3339. */
    resolved_at: string;
    severity: "critical" | "non_critical";
    summary: string;
}
