import { ApiError } from "../../api-error";
import { applyParams } from "../../apply-params";
import {
    createInvoice,
    endInvoice,
    finalizeInvoice,
    findInvoicePaymentMethod,
    findPayment,
    payInvoice,
    settleInvoice,
} from "../../billing/invoices";
import { takePendingLines } from "../../billing/invoice-items";
import { findPaymentMethod } from "../../billing/payment-methods";
import { toCardError } from "../../billing/payments";
import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { find } from "../operations";
import { boolean, clearableInteger, filledText, integer, metadata, oneOf, range, text, type Params } from "../params";
import type { Operation, Resource } from "../resource";

const day = 24 * 60 * 60;
const collection = oneOf("charge_automatically", "send_invoice");
const statuses = oneOf("draft", "open", "paid", "uncollectible", "void");

const params: Params = {
    auto_advance: boolean,
    collection_method: collection,
    days_until_due: clearableInteger,
    default_payment_method: text,
    description: text,
    due_date: integer,
    footer: text,
    metadata,
};

const create: Operation = {
    params: {
        ...params,
        currency: filledText,
        customer: filledText,
        pending_invoice_items_behavior: oneOf("exclude", "include"),
    },
    required: ["customer"],
    run: ({
        tx,
        params: { customer: id, pending_invoice_items_behavior: pending, days_until_due: days, ...given },
    }) => {
        const customer = find(tx, "customer", id, "customer");
        const invoiceId = tx.newId("invoice");
        return createInvoice(tx, customer, pending === "include" ? takePendingLines(tx, customer.id, invoiceId) : [], {
            id: invoiceId,
            auto_advance: false,
            automatically_finalizes_at: null,
            next_payment_attempt: null,
            ...(days == null ? {} : { due_date: tx.seconds + (days as number) * day }),
            ...applyParams({}, given),
        });
    },
};

const update: Operation<StripeObject> = {
    params,
    run: ({ tx, params: { days_until_due: days, ...given } }, invoice) =>
        tx.update(
            "invoice",
            invoice.id,
            {
                ...applyParams(invoice, given),
                ...(days == null ? {} : { due_date: (invoice.created as number) + (days as number) * day }),
            },
            "invoice.updated",
        ),
};

const remove: Operation<StripeObject> = {
    params: {},
    run: ({ tx }, invoice) => {
        if (invoice.status !== "draft") {
            throw new ApiError(400, "You can only delete draft invoices.", { code: "invoice_not_editable" });
        }
        tx.find("line_item", { invoice: invoice.id }).forEach(({ id }) => tx.remove("line_item", id));
        tx.remove("invoice", invoice.id, "invoice.deleted");
        return { id: invoice.id, object: "invoice", deleted: true };
    },
};

const finalize: Operation<StripeObject> = {
    params: { auto_advance: boolean },
    run: ({ tx }, invoice) => finalizeInvoice(tx, invoice),
};

/** Declined, it answers the card's error, and what was tried remains. */
const pay: Operation<StripeObject> = {
    params: { off_session: boolean, paid_out_of_band: boolean, payment_method: filledText },
    run: ({ tx, params: { payment_method: id, paid_out_of_band: isElsewhere } }, invoice) => {
        const open = invoice.status === "draft" ? finalizeInvoice(tx, invoice) : invoice;
        if (open.status === "paid") {
            if (invoice.status === "paid") {
                throw new ApiError(400, "Invoice is already paid");
            }
            return open;
        }
        if (isElsewhere === true) {
            return settleInvoice(tx, open, { amount_paid: open.amount_due, amount_remaining: 0 });
        }
        const paymentMethod =
            id === undefined
                ? findInvoicePaymentMethod(tx, open)
                : findPaymentMethod(tx, id as string, "payment_method");
        if (paymentMethod === undefined) {
            throw new ApiError(
                400,
                "There is no default_payment_method set on this Customer or Invoice. Please set a default payment method.",
                { code: "missing" },
            );
        }
        const paid = payInvoice(tx, open, paymentMethod);
        return paid.status === "paid" ? paid : toCardError(findPayment(tx, open));
    },
};

const send: Operation<StripeObject> = {
    params: {},
    run: ({ tx }, invoice) => {
        const open = invoice.status === "draft" ? finalizeInvoice(tx, invoice) : invoice;
        tx.emit("invoice.sent", open);
        return open;
    },
};

export const invoice: Resource = {
    kind: "invoice",
    isSearchable: true,
    path: paths.invoice,
    permission: "invoice",
    create,
    update,
    remove,
    list: {
        filters: {
            collection_method: { param: collection },
            customer: { param: filledText },
            due_date: { param: range },
            status: { param: statuses },
            subscription: { param: filledText, member: "parent.subscription_details.subscription" },
        },
    },
    actions: {
        finalize,
        mark_uncollectible: { params: {}, run: ({ tx }, target) => endInvoice(tx, target, "uncollectible") },
        pay,
        send,
        void: { params: {}, run: ({ tx }, target) => endInvoice(tx, target, "void") },
    },
    nested: { lines: { kind: "line_item", member: "invoice" } },
    includable: { payments: { kind: "invoice_payment", member: "invoice", path: "/v1/invoice_payments?invoice=ID" } },
};

/** A line, found only in its invoice's list. */
export const invoiceLine: Resource = {
    kind: "line_item",
    path: "/v1/line_items",
    permission: "invoice",
    isListOnly: true,
    list: { filters: {}, isOldestFirst: true },
};

export const invoicePayment: Resource = {
    kind: "invoice_payment",
    path: paths.invoice_payment,
    permission: "invoice",
    list: { filters: { invoice: { param: filledText }, status: { param: oneOf("canceled", "open", "paid") } } },
};
