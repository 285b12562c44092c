/** What never goes back in the life of an object of one kind. */
export interface Lifecycle {
    /** For a status, those that can only come after it. What can go back and forth is not listed. */
    statuses?: Readonly<Record<string, readonly string[]>>;
    /**
     * Members that only grow: numbers, flags that go from false to true, and arrays that nothing is taken from. Dots lead
     * into hashes.
     */
    growing?: readonly string[];
    /** Members that are null until they are set, once and for all. Dots lead into hashes. */
    set?: readonly string[];
    /** Members of text that go through these values in this order. */
    steps?: Readonly<Record<string, readonly string[]>>;
    /** Statuses that are never left, whatever a later event claims. */
    ends?: readonly string[];
}

/**
 * By kind. Only what Stripe documents as one-way: a status that an object can come back to says nothing about order.
 */
export const lifecycleTable: Readonly<Record<string, Lifecycle>> = {
    // https://docs.stripe.com/api/subscriptions/object#subscription_object-status: incomplete is where a subscription
    // starts; trialing, active, past_due, unpaid and paused alternate; incomplete_expired is terminal.
    // https://docs.stripe.com/billing/subscriptions/cancel: a canceled subscription cannot be reactivated.
    subscription: {
        statuses: {
            incomplete: ["trialing", "active", "past_due", "unpaid", "paused", "canceled", "incomplete_expired"],
            trialing: ["canceled"],
            active: ["canceled"],
            past_due: ["canceled"],
            unpaid: ["canceled"],
            paused: ["canceled"],
        },
        // "If the subscription has ended, the date the subscription ended."
        set: ["ended_at"],
        ends: ["canceled", "incomplete_expired"],
    },
    // https://docs.stripe.com/invoicing/overview#invoice-lifecycle: paid and void are terminal, an uncollectible
    // invoice can still be paid or voided. https://docs.stripe.com/api/invoices/object: attempt_count counts attempts,
    // a balance is there once the invoice is finalized, and each status has the time that it was reached.
    // https://docs.stripe.com/api/credit_notes/void: a credit note is voided while its invoice is open, so what was
    // credited after payment stays.
    invoice: {
        statuses: {
            draft: ["open"],
            open: ["uncollectible", "paid", "void"],
            uncollectible: ["paid", "void"],
        },
        growing: ["attempt_count", "amount_paid", "attempted", "post_payment_credit_notes_amount"],
        set: [
            "ending_balance",
            "status_transitions.finalized_at",
            "status_transitions.marked_uncollectible_at",
            "status_transitions.paid_at",
            "status_transitions.voided_at",
        ],
    },
    // https://docs.stripe.com/payments/paymentintents/lifecycle: a failed attempt goes back to
    // requires_payment_method, so what comes before success is not ordered; capture comes after authorization.
    // https://docs.stripe.com/api/payment_intents/object: latest_charge "is null until PaymentIntent confirmation is
    // attempted", canceled_at until it is canceled; before 2022-11-15, charges listed those that the intent created.
    payment_intent: {
        statuses: {
            requires_payment_method: ["requires_capture", "succeeded", "canceled"],
            requires_confirmation: ["requires_capture", "succeeded", "canceled"],
            requires_action: ["requires_capture", "succeeded", "canceled"],
            processing: ["succeeded", "canceled"],
            requires_capture: ["succeeded", "canceled"],
        },
        growing: ["amount_received", "charges.data"],
        set: ["latest_charge", "canceled_at"],
    },
    // https://docs.stripe.com/payments/setupintents/lifecycle, https://docs.stripe.com/api/setup_intents/object:
    // latest_attempt is there from the first attempt on.
    setup_intent: {
        statuses: {
            requires_payment_method: ["succeeded", "canceled"],
            requires_confirmation: ["succeeded", "canceled"],
            requires_action: ["succeeded", "canceled"],
            processing: ["succeeded", "canceled"],
        },
        set: ["latest_attempt"],
    },
    // https://docs.stripe.com/api/charges/object: status, captured, refunded, disputed and the two amounts; a receipt has
    // a number once it was sent, and what moves money has its balance transaction from then on.
    charge: {
        statuses: { pending: ["succeeded", "failed"] },
        growing: ["captured", "amount_captured", "amount_refunded", "refunded", "disputed"],
        set: ["balance_transaction", "receipt_number"],
    },
    // https://docs.stripe.com/api/checkout/sessions/object: status and payment_status; a delayed payment method
    // completes unpaid and is paid later.
    "checkout.session": {
        statuses: { open: ["complete", "expired"] },
        steps: { payment_status: ["unpaid", "paid"] },
    },
    // https://docs.stripe.com/billing/subscriptions/subscription-schedules: completed, released and canceled are ends.
    // https://docs.stripe.com/api/subscription_schedules/object: each has the time that it was reached.
    subscription_schedule: {
        statuses: { not_started: ["active"], active: ["completed", "released", "canceled"] },
        set: ["canceled_at", "completed_at", "released_at"],
    },
    // https://docs.stripe.com/refunds#failed-refunds: a refund that succeeded can still fail.
    // https://docs.stripe.com/api/refunds/object: the transactions of the refund and of its failure, the receipt.
    refund: {
        statuses: {
            requires_action: ["succeeded", "failed", "canceled"],
            pending: ["succeeded", "failed", "canceled"],
            succeeded: ["failed"],
        },
        set: ["balance_transaction", "failure_balance_transaction", "receipt_number"],
    },
    // https://docs.stripe.com/api/payouts/object#payout_object-status: some that fail first show as paid.
    // https://docs.stripe.com/api/payouts/object: its transaction and that of its failure, the payout that reverses it, and
    // reconciliation, which completes.
    payout: {
        statuses: { pending: ["in_transit", "canceled"], in_transit: ["paid", "canceled"], paid: ["failed"] },
        set: ["balance_transaction", "failure_balance_transaction", "reversed_by"],
        steps: { reconciliation_status: ["in_progress", "completed"] },
    },
    // https://docs.stripe.com/disputes/how-disputes-work: an inquiry can become a chargeback, not the reverse; evidence
    // is submitted once, and the decision follows. https://docs.stripe.com/api/disputes/object: balance_transactions has
    // "zero, one, or two balance transactions that show funds withdrawn and reinstated", submission_count counts.
    dispute: {
        statuses: {
            warning_needs_response: ["warning_under_review", "needs_response"],
            warning_under_review: ["warning_closed", "needs_response"],
            needs_response: ["under_review"],
            under_review: ["won", "lost"],
        },
        growing: ["balance_transactions", "evidence_details.submission_count"],
    },
    // https://docs.stripe.com/quotes/overview: draft, then open, then accepted or canceled.
    // https://docs.stripe.com/api/quotes/object: the number "is assigned once the quote is finalized", and each status has
    // the time that it was reached.
    quote: {
        statuses: { draft: ["open", "canceled"], open: ["accepted", "canceled"] },
        set: [
            "number",
            "status_transitions.accepted_at",
            "status_transitions.canceled_at",
            "status_transitions.finalized_at",
        ],
    },
    // https://docs.stripe.com/api/credit_notes/object#credit_note_object-status
    credit_note: { statuses: { issued: ["void"] }, set: ["voided_at"] },
    // https://docs.stripe.com/api/topups/object#topup_object-status
    topup: {
        statuses: { pending: ["succeeded", "failed", "canceled"], succeeded: ["reversed"] },
        set: ["balance_transaction"],
    },
    // https://docs.stripe.com/api/radar/reviews/object: closed_reason is "null if it has not yet been closed".
    review: { set: ["closed_reason"] },
    // https://docs.stripe.com/api/products/object: when the object was last updated.
    product: { growing: ["updated"] },
    // https://docs.stripe.com/api/transfers/object
    transfer: { growing: ["amount_reversed", "reversed", "reversals.data"] },
    // https://docs.stripe.com/api/application_fees/object
    application_fee: { growing: ["amount_refunded", "refunded"] },
    // https://docs.stripe.com/api/coupons/object and https://docs.stripe.com/api/promotion_codes/object
    coupon: { growing: ["times_redeemed"] },
    promotion_code: { growing: ["times_redeemed"] },
    // https://docs.stripe.com/api/test_clocks: a clock only advances.
    "test_helpers.test_clock": { growing: ["frozen_time"] },
};
