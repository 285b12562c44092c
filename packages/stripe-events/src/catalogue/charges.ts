import { changed } from "../object-change";
import { disputeTransaction } from "../objects/balance-transaction";
import { authorizedCharge, charge, failedCharge } from "../objects/charge";
import { dispute } from "../objects/dispute";
import { earlyFraudWarning, review } from "../objects/radar";
import { refund } from "../objects/refund";
import type { Scene } from "../scene";
import { defineEvents } from "./catalogue";

/** What Stripe takes for a dispute, in cents. */
const disputeFee = 1500;

export const charges = defineEvents({
    "charge.succeeded": (scene) => ({ object: charge(scene) }),
    "charge.pending": (scene) => ({
        object: { ...charge(scene), balance_transaction: null, paid: false, receipt_url: null, status: "pending" },
    }),
    "charge.failed": (scene) => ({ object: failedCharge(scene) }),
    "charge.captured": (scene) =>
        changed(authorizedCharge(scene), {
            amount_captured: scene.amount,
            balance_transaction: scene.id("balanceTransaction"),
            captured: true,
        }),
    // An authorization that was not captured in time: its amount is given back.
    "charge.expired": (scene) => changed(authorizedCharge(scene), { amount_refunded: scene.amount, refunded: true }),
    "charge.updated": (scene) => changed(charge(scene), { description: "Invoice paid by card" }),
    "charge.refunded": (scene) => changed(charge(scene), { amount_refunded: scene.amount, refunded: true }),
    "charge.refund.updated": (scene) => refundArrived(scene),

    "charge.dispute.created": (scene) => ({ object: openDispute(scene) }),
    "charge.dispute.updated": (scene) => {
        const open = openDispute(scene);
        return changed(open, {
            evidence: { ...open.evidence, product_description: "A subscription to our software" },
            evidence_details: { ...open.evidence_details, has_evidence: true },
        });
    },
    "charge.dispute.funds_withdrawn": (scene) => ({ object: openDispute(scene) }),
    "charge.dispute.funds_reinstated": (scene) => {
        const open = openDispute(scene);
        const reinstated = { ...disputeTransaction(scene, scene.amount, 0), id: `txn_1${scene.text(23)}` };
        return { object: { ...open, balance_transactions: [...open.balance_transactions, reinstated], status: "won" } };
    },
    "charge.dispute.closed": (scene) => changed(openDispute(scene), { status: "lost" }),

    "refund.created": (scene) => ({ object: refund(scene) }),
    "refund.updated": (scene) => refundArrived(scene),
    "refund.failed": (scene) => ({
        object: { ...refund(scene), failure_reason: "lost_or_stolen_card", status: "failed" },
    }),

    "review.opened": (scene) => ({ object: review(scene) }),
    "review.closed": (scene) => ({
        object: { ...review(scene), closed_reason: "approved", open: false, reason: "approved" },
    }),

    "radar.early_fraud_warning.created": (scene) => ({ object: earlyFraudWarning(scene) }),
    "radar.early_fraud_warning.updated": (scene) => changed(earlyFraudWarning(scene), { actionable: false }),
});

/** A dispute, for which the amount is taken at once. */
function openDispute(scene: Scene): ReturnType<typeof dispute> {
    return {
        ...dispute(scene),
        balance_transactions: [disputeTransaction(scene, -scene.amount, disputeFee)],
    };
}

/** The bank has given the refund its reference. */
function refundArrived(scene: Scene) {
    return changed(refund(scene), {
        destination_details: {
            card: {
                reference: scene.text(23).toUpperCase(),
                reference_status: "available",
                reference_type: "acquirer_reference_number",
                type: "refund",
            },
            type: "card",
        },
    });
}
