import { expect } from "chai";
import { isEnd, precedes } from "../../../handlers/billing/lifecycle";

type Hash = Record<string, unknown>;

describe("the life cycle", () => {
    const oneWay: [kind: string, earlier: Hash | string, later: Hash | string][] = [
        ["subscription", "incomplete", "active"],
        ["subscription", "incomplete", "incomplete_expired"],
        ["subscription", "past_due", "canceled"],
        ["subscription", "incomplete", "canceled"],
        ["invoice", "draft", "open"],
        ["invoice", "draft", "paid"],
        ["invoice", "open", "void"],
        ["invoice", "uncollectible", "paid"],
        ["invoice", { status: "open", attempt_count: 1 }, { status: "open", attempt_count: 2 }],
        ["payment_intent", "requires_action", "succeeded"],
        ["payment_intent", "requires_payment_method", "requires_capture"],
        ["payment_intent", "requires_capture", "canceled"],
        ["setup_intent", "processing", "succeeded"],
        ["charge", "pending", "failed"],
        ["charge", { captured: false, amount_refunded: 0 }, { captured: true, amount_refunded: 0 }],
        ["charge", { amount_refunded: 100, refunded: false }, { amount_refunded: 200, refunded: true }],
        ["checkout.session", "open", "expired"],
        [
            "checkout.session",
            { status: "complete", payment_status: "unpaid" },
            { status: "complete", payment_status: "paid" },
        ],
        ["subscription_schedule", "not_started", "released"],
        ["refund", "pending", "succeeded"],
        ["refund", "succeeded", "failed"],
        ["payout", "pending", "paid"],
        ["payout", "paid", "failed"],
        ["dispute", "warning_needs_response", "lost"],
        ["dispute", "under_review", "won"],
        ["dispute", { balance_transactions: [] }, { balance_transactions: [{ id: "txn_1" }] }],
        [
            "dispute",
            { balance_transactions: [{ id: "txn_1", fee: 0 }] },
            { balance_transactions: ["txn_2", { id: "txn_1", fee: 1500 }] },
        ],
        ["dispute", { evidence_details: { submission_count: 0 } }, { evidence_details: { submission_count: 1 } }],
        ["invoice", { status_transitions: { paid_at: null } }, { status_transitions: { paid_at: 5 } }],
        ["invoice", { ending_balance: null }, { ending_balance: 0 }],
        ["invoice", { post_payment_credit_notes_amount: 0 }, { post_payment_credit_notes_amount: 100 }],
        ["payment_intent", { latest_charge: null }, { latest_charge: "ch_1" }],
        ["payment_intent", { charges: { data: [] } }, { charges: { data: [{ id: "ch_1" }] } }],
        ["charge", { balance_transaction: null }, { balance_transaction: "txn_1" }],
        ["refund", { status: "failed", failure_balance_transaction: null }, { failure_balance_transaction: "txn_2" }],
        ["payout", { reconciliation_status: "in_progress" }, { reconciliation_status: "completed" }],
        ["payout", { reversed_by: null }, { reversed_by: "po_2" }],
        ["subscription", { ended_at: null }, { ended_at: 5 }],
        ["review", { closed_reason: null }, { closed_reason: "approved" }],
        ["quote", { number: null }, { number: "QT-1" }],
        ["quote", "draft", "accepted"],
        ["credit_note", "issued", "void"],
        ["topup", "succeeded", "reversed"],
        ["transfer", { amount_reversed: 0, reversed: false }, { amount_reversed: 5, reversed: false }],
        ["test_helpers.test_clock", { frozen_time: 1 }, { frozen_time: 2 }],
    ];
    for (const [kind, earlier, later] of oneWay) {
        it(`of a ${kind} goes from ${JSON.stringify(earlier)} to ${JSON.stringify(later)}, and not back`, () => {
            expect(precedes(kind, withStatus(earlier), withStatus(later))).to.equal(true);
            expect(precedes(kind, withStatus(later), withStatus(earlier))).to.equal(false);
        });
    }

    const unordered: [kind: string, one: Hash | string, other: Hash | string, why: string][] = [
        ["subscription", "active", "past_due", "a payment can fail, and be made good"],
        ["subscription", "trialing", "active", "a trial can be given again"],
        ["subscription", "unpaid", "active", "a closed invoice can be paid"],
        ["subscription", "paused", "active", "a pause ends"],
        ["invoice", "paid", "void", "neither leads to the other"],
        ["payment_intent", "requires_action", "requires_payment_method", "an attempt can fail"],
        ["charge", { captured: true, amount_refunded: 0 }, { captured: false, amount_refunded: 5 }, "both went back"],
        ["customer", "active", "deleted", "a customer has no life cycle"],
        [
            "dispute",
            { balance_transactions: ["txn_1"] },
            { balance_transactions: ["txn_2", "txn_3"] },
            "not all of it stayed",
        ],
        ["dispute", { balance_transactions: ["txn_1"] }, { balance_transactions: null }, "one is no array"],
        ["charge", { balance_transaction: "txn_1" }, { balance_transaction: "txn_2" }, "both are set"],
        ["charge", {}, { balance_transaction: "txn_1" }, "an API version may not show it"],
        ["invoice", { status_transitions: null }, { status_transitions: { paid_at: 5 } }, "there is no such path"],
        ["constructor", "a", "b", "there is no such kind"],
        ["invoice", "constructor", "open", "there is no such status"],
        ["checkout.session", { payment_status: "no_payment_required" }, { payment_status: "paid" }, "no step of one"],
    ];
    for (const [kind, one, other, why] of unordered) {
        it(`of a ${kind} does not order ${JSON.stringify(one)} and ${JSON.stringify(other)}: ${why}`, () => {
            expect(precedes(kind, withStatus(one), withStatus(other))).to.equal(false);
            expect(precedes(kind, withStatus(other), withStatus(one))).to.equal(false);
        });
    }

    it("ends for good for a subscription that is cancelled or has expired, and for nothing else", () => {
        expect(isEnd("subscription", "canceled")).to.equal(true);
        expect(isEnd("subscription", "incomplete_expired")).to.equal(true);
        expect(isEnd("subscription", "unpaid")).to.equal(false);
        expect(isEnd("invoice", "paid")).to.equal(false);
        expect(isEnd("subscription", 3)).to.equal(false);
    });
});

function withStatus(state: Hash | string): Hash {
    return typeof state === "string" ? { status: state } : state;
}
