import { changed } from "../object-change";
import { applicationFee, feeRefund } from "../objects/application-fee";
import { balance } from "../objects/balance";
import { payout } from "../objects/payout";
import { source } from "../objects/source";
import { topup } from "../objects/topup";
import { transfer } from "../objects/transfer";
import { defineEvents } from "./catalogue";

export const balances = defineEvents({
    "balance.available": (scene) => ({ object: balance(scene) }),

    "payout.created": (scene) => ({ object: payout(scene) }),
    "payout.updated": (scene) => changed(payout(scene), { metadata: { ledger: "2026-Q4" } }),
    "payout.paid": (scene) => ({
        object: { ...payout(scene), status: "paid", trace_id: { status: "supported", value: scene.text(15) } },
    }),
    "payout.failed": (scene) => ({
        object: {
            ...payout(scene),
            failure_balance_transaction: `txn_1${scene.text(23)}`,
            failure_code: "account_closed",
            failure_message: "The bank account has been closed.",
            status: "failed",
        },
    }),
    "payout.canceled": (scene) => ({
        object: {
            ...payout(scene),
            automatic: false,
            failure_balance_transaction: `txn_1${scene.text(23)}`,
            reconciliation_status: "not_applicable",
            status: "canceled",
        },
    }),
    "payout.reconciliation_completed": (scene) => ({
        object: { ...payout(scene), reconciliation_status: "completed", status: "paid" },
    }),

    "topup.created": (scene) => ({ object: topup(scene) }),
    "topup.succeeded": (scene) => ({
        object: { ...topup(scene), balance_transaction: scene.id("balanceTransaction"), status: "succeeded" },
    }),
    "topup.failed": (scene) => ({
        object: {
            ...topup(scene),
            failure_code: "insufficient_funds",
            failure_message: "Your account has insufficient funds to cover the top-up.",
            status: "failed",
        },
    }),
    "topup.canceled": (scene) => ({ object: { ...topup(scene), status: "canceled" } }),
    "topup.reversed": (scene) => ({
        object: { ...topup(scene), balance_transaction: scene.id("balanceTransaction"), status: "reversed" },
    }),

    "transfer.created": (scene) => ({ object: transfer(scene) }),
    "transfer.updated": (scene) => changed(transfer(scene), { description: "Share of the month" }),
    "transfer.reversed": (scene) => changed(transfer(scene), { amount_reversed: scene.amount, reversed: true }),

    "application_fee.created": (scene) => ({ object: applicationFee(scene) }),
    "application_fee.refunded": (scene) => {
        const fee = applicationFee(scene);
        return changed(fee, {
            amount_refunded: fee.amount,
            refunded: true,
            refunds: { ...fee.refunds, data: [feeRefund(scene)] },
        });
    },
    "application_fee.refund.updated": (scene) => changed(feeRefund(scene), { metadata: { reason: "goodwill" } }),

    "source.chargeable": (scene) => ({ object: source(scene) }),
    "source.canceled": (scene) => ({ object: { ...source(scene), status: "canceled" } }),
    "source.failed": (scene) => ({ object: { ...source(scene), status: "failed" } }),
});
