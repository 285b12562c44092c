import { changed, deleted } from "../object-change";
import { creditNote } from "../objects/credit-note";
import { failedInvoice, invoice, openInvoice, paidInvoice } from "../objects/invoice";
import { invoiceItem } from "../objects/invoice-item";
import { invoicePayment } from "../objects/invoice-payment";
import { openQuote, quote } from "../objects/quote";
import type { Scene } from "../scene";
import { defineEvents } from "./catalogue";

const day = 24 * 60 * 60;

export const invoices = defineEvents({
    "invoice.created": (scene) => ({ object: invoice(scene) }),
    "invoice.updated": (scene) => changed(openInvoice(scene), { description: "Thank you for your business" }),
    "invoice.finalized": (scene) => ({ object: openInvoice(scene) }),
    "invoice.finalization_failed": (scene) => ({
        object: {
            ...invoice(scene),
            automatic_tax: {
                disabled_reason: null,
                enabled: true,
                liability: { type: "self" },
                provider: "stripe",
                status: "requires_location_inputs",
            },
            last_finalization_error: {
                code: "customer_tax_location_invalid",
                doc_url: "https://docs.stripe.com/error-codes/customer-tax-location-invalid",
                message: "The customer's location isn't recognized. Set a valid customer address.",
                type: "invalid_request_error",
            },
        },
    }),
    "invoice.sent": (scene) => ({ object: sentInvoice(scene, 30) }),
    "invoice.will_be_due": (scene) => ({ object: sentInvoice(scene, 3) }),
    "invoice.overdue": (scene) => ({ object: sentInvoice(scene, -1) }),
    "invoice.paid": (scene) => ({ object: paidInvoice(scene) }),
    "invoice.payment_succeeded": (scene) => ({ object: paidInvoice(scene) }),
    "invoice.overpaid": (scene) => ({ object: { ...paidInvoice(scene), amount_overpaid: 500 } }),
    "invoice.payment_failed": (scene) => ({ object: failedInvoice(scene) }),
    "invoice.payment_action_required": (scene) => ({ object: failedInvoice(scene) }),
    "invoice.payment_attempt_required": (scene) => ({
        object: { ...openInvoice(scene), auto_advance: false, next_payment_attempt: null },
    }),
    "invoice.marked_uncollectible": (scene) => {
        const open = failedInvoice(scene);
        return {
            object: {
                ...open,
                auto_advance: false,
                next_payment_attempt: null,
                status: "uncollectible",
                status_transitions: { ...open.status_transitions, marked_uncollectible_at: scene.now },
            },
        };
    },
    "invoice.voided": (scene) => {
        const open = openInvoice(scene);
        return {
            object: {
                ...open,
                auto_advance: false,
                next_payment_attempt: null,
                status: "void",
                status_transitions: { ...open.status_transitions, voided_at: scene.now },
            },
        };
    },
    // Only a draft can be deleted.
    "invoice.deleted": (scene) => deleted({ ...invoice(scene), auto_advance: false, next_payment_attempt: null }),
    "invoice.upcoming": (scene) => {
        const { id: _, ...preview } = invoice(scene);
        // A preview has no id yet, though the library's type says that it has.
        return { object: { ...preview, billing_reason: "upcoming" } as typeof preview & { id: string } };
    },

    "invoice_payment.paid": (scene) => ({ object: invoicePayment(scene) }),

    "invoiceitem.created": (scene) => ({ object: invoiceItem(scene) }),
    "invoiceitem.deleted": (scene) => deleted(invoiceItem(scene)),

    "credit_note.created": (scene) => ({ object: creditNote(scene) }),
    "credit_note.updated": (scene) => changed(creditNote(scene), { memo: "One seat fewer this month" }),
    "credit_note.voided": (scene) => ({ object: { ...creditNote(scene), status: "void", voided_at: scene.now } }),

    "quote.created": (scene) => ({ object: quote(scene) }),
    "quote.finalized": (scene) => ({ object: openQuote(scene) }),
    "quote.accepted": (scene) => {
        const open = openQuote(scene);
        return {
            object: {
                ...open,
                invoice: scene.id("invoice"),
                status: "accepted",
                status_transitions: { ...open.status_transitions, accepted_at: scene.now },
                subscription: scene.id("subscription"),
            },
        };
    },
    "quote.canceled": (scene) => {
        const open = openQuote(scene);
        return {
            object: {
                ...open,
                status: "canceled",
                status_transitions: { ...open.status_transitions, canceled_at: scene.now },
            },
        };
    },
});

/** An invoice that the customer pays by hand, due in `days` days. */
function sentInvoice(scene: Scene, days: number): ReturnType<typeof openInvoice> {
    return {
        ...openInvoice(scene),
        collection_method: "send_invoice",
        due_date: scene.now + days * day,
        next_payment_attempt: null,
    };
}
