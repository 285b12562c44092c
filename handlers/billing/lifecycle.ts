import type { Hash } from "./canonical";

/** What never goes back in the life of an object of one kind. */
interface Lifecycle {
    /** For a status, those that can only come after it. What can go back and forth is not listed. */
    statuses?: Readonly<Record<string, readonly string[]>>;
    /** Members that only grow: numbers, and flags that go from false to true. */
    growing?: readonly string[];
    /** Members of text that go through these values in this order. */
    steps?: Readonly<Record<string, readonly string[]>>;
    /** Statuses that are never left, whatever a later event claims. */
    ends?: readonly string[];
}

/**
 * By kind. Only what Stripe documents as one-way: a status that an object can come back to says nothing about order.
 */
const lifecycles: Readonly<Record<string, Lifecycle>> = {
    // https://docs.stripe.com/api/subscriptions/object#subscription_object-status: incomplete is where a subscription
    // starts; trialing, active, past_due, unpaid and paused alternate; incomplete_expired is terminal.
    // https://docs.stripe.com/billing/subscriptions/cancel: a cancelled subscription cannot be reactivated.
    subscription: {
        statuses: {
            incomplete: ["trialing", "active", "past_due", "unpaid", "paused", "canceled", "incomplete_expired"],
            trialing: ["canceled"],
            active: ["canceled"],
            past_due: ["canceled"],
            unpaid: ["canceled"],
            paused: ["canceled"],
        },
        ends: ["canceled", "incomplete_expired"],
    },
    // https://docs.stripe.com/invoicing/overview#invoice-lifecycle: paid and void are terminal, an uncollectible
    // invoice can still be paid or voided. https://docs.stripe.com/api/invoices/object: attempt_count counts attempts.
    invoice: {
        statuses: {
            draft: ["open"],
            open: ["uncollectible", "paid", "void"],
            uncollectible: ["paid", "void"],
        },
        growing: ["attempt_count", "amount_paid", "attempted"],
    },
    // https://docs.stripe.com/payments/paymentintents/lifecycle: a failed attempt goes back to
    // requires_payment_method, so what comes before success is not ordered; capture comes after authorisation.
    payment_intent: {
        statuses: {
            requires_payment_method: ["requires_capture", "succeeded", "canceled"],
            requires_confirmation: ["requires_capture", "succeeded", "canceled"],
            requires_action: ["requires_capture", "succeeded", "canceled"],
            processing: ["succeeded", "canceled"],
            requires_capture: ["succeeded", "canceled"],
        },
        growing: ["amount_received"],
    },
    // https://docs.stripe.com/payments/setupintents/lifecycle
    setup_intent: {
        statuses: {
            requires_payment_method: ["succeeded", "canceled"],
            requires_confirmation: ["succeeded", "canceled"],
            requires_action: ["succeeded", "canceled"],
            processing: ["succeeded", "canceled"],
        },
    },
    // https://docs.stripe.com/api/charges/object: status, captured, refunded, disputed and the two amounts.
    charge: {
        statuses: { pending: ["succeeded", "failed"] },
        growing: ["captured", "amount_captured", "amount_refunded", "refunded", "disputed"],
    },
    // https://docs.stripe.com/api/checkout/sessions/object: status and payment_status; a delayed payment method
    // completes unpaid and is paid later.
    "checkout.session": {
        statuses: { open: ["complete", "expired"] },
        steps: { payment_status: ["unpaid", "paid"] },
    },
    // https://docs.stripe.com/billing/subscriptions/subscription-schedules: completed, released and canceled are ends.
    subscription_schedule: {
        statuses: { not_started: ["active"], active: ["completed", "released", "canceled"] },
    },
    // https://docs.stripe.com/refunds#failed-refunds: a refund that succeeded can still fail.
    refund: {
        statuses: {
            requires_action: ["succeeded", "failed", "canceled"],
            pending: ["succeeded", "failed", "canceled"],
            succeeded: ["failed"],
        },
    },
    // https://docs.stripe.com/api/payouts/object#payout_object-status: some that fail first show as paid.
    payout: {
        statuses: { pending: ["in_transit", "canceled"], in_transit: ["paid", "canceled"], paid: ["failed"] },
    },
    // https://docs.stripe.com/disputes/how-disputes-work: an inquiry can become a chargeback, not the reverse; evidence
    // is submitted once, and the decision follows.
    dispute: {
        statuses: {
            warning_needs_response: ["warning_under_review", "needs_response"],
            warning_under_review: ["warning_closed", "needs_response"],
            needs_response: ["under_review"],
            under_review: ["won", "lost"],
        },
    },
    // https://docs.stripe.com/quotes/overview: draft, then open, then accepted or canceled.
    quote: { statuses: { draft: ["open", "canceled"], open: ["accepted", "canceled"] } },
    // https://docs.stripe.com/api/credit_notes/object#credit_note_object-status
    credit_note: { statuses: { issued: ["void"] } },
    // https://docs.stripe.com/api/topups/object#topup_object-status
    topup: { statuses: { pending: ["succeeded", "failed", "canceled"], succeeded: ["reversed"] } },
    // https://docs.stripe.com/api/products/object: when the object was last updated.
    product: { growing: ["updated"] },
    // https://docs.stripe.com/api/transfers/object
    transfer: { growing: ["amount_reversed", "reversed"] },
    // https://docs.stripe.com/api/application_fees/object
    application_fee: { growing: ["amount_refunded", "refunded"] },
    // https://docs.stripe.com/api/coupons/object and https://docs.stripe.com/api/promotion_codes/object
    coupon: { growing: ["times_redeemed"] },
    promotion_code: { growing: ["times_redeemed"] },
    // https://docs.stripe.com/api/test_clocks: a clock only advances.
    "test_helpers.test_clock": { growing: ["frozen_time"] },
};

/** Whether an object of this kind never leaves this status (a cancelled subscription). */
export function isEnd(kind: string, status: unknown): boolean {
    return typeof status === "string" && (lifecycleOf(kind).ends ?? []).includes(status);
}

/**
 * Whether the life cycle of this kind says that `earlier` came before `later`: something went forward from the one to
 * the other, and nothing went back.
 */
export function precedes(kind: string, earlier: Hash, later: Hash): boolean {
    const lifecycle = lifecycleOf(kind);
    const moves = [
        statusMove(lifecycle.statuses ?? {}, earlier.status, later.status),
        ...(lifecycle.growing ?? []).map((member) => growth(earlier[member], later[member])),
        ...Object.entries(lifecycle.steps ?? {}).map(([member, values]) => {
            const places = [values.indexOf(String(earlier[member])), values.indexOf(String(later[member]))];
            return places.includes(-1) ? 0 : growth(places[0], places[1]);
        }),
    ];
    return moves.includes(1) && !moves.includes(-1);
}

function lifecycleOf(kind: string): Lifecycle {
    return Object.hasOwn(lifecycles, kind) ? (lifecycles[kind] ?? {}) : {};
}

/** 1 when the value went forward, -1 when it went back, 0 when that cannot be told. */
function growth(earlier: unknown, later: unknown): number {
    const comparable =
        (typeof earlier === "number" && typeof later === "number") ||
        (typeof earlier === "boolean" && typeof later === "boolean");
    return comparable ? Math.sign(Number(later) - Number(earlier)) : 0;
}

function statusMove(statuses: Readonly<Record<string, readonly string[]>>, earlier: unknown, later: unknown): number {
    if (typeof earlier !== "string" || typeof later !== "string" || earlier === later) {
        return 0;
    }
    if (leadsTo(statuses, earlier, later)) {
        return 1;
    }
    return leadsTo(statuses, later, earlier) ? -1 : 0;
}

function leadsTo(statuses: Readonly<Record<string, readonly string[]>>, from: string, to: string): boolean {
    const following = Object.hasOwn(statuses, from) ? (statuses[from] ?? []) : [];
    return following.some((status) => status === to || leadsTo(statuses, status, to));
}
