import { objects } from "stripe-events";

import { ApiError, missing } from "../api-error";
import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { createLine, sumLines, type LineDraft } from "./invoice-lines";
import { findDefaultPaymentMethod } from "./payment-methods";
import { chargePayment, createPayment } from "./payments";
import { noteInvoicePaid, noteInvoiceUnpaid } from "./subscription-status";

/** Makes a draft of an invoice with its lines. */
export function createInvoice(
    tx: Transaction,
    customer: StripeObject,
    lines: readonly LineDraft[],
    members: Readonly<Record<string, unknown>>,
): StripeObject {
    const id = (members.id as string | undefined) ?? tx.newId("invoice");
    const currency = lines[0]?.currency ?? (members.currency as string | undefined) ?? "usd";
    const invoice: StripeObject = {
        ...objects.invoice(tx.scene({ invoice: id, customer: customer.id })),
        amount_paid_off_stripe: 0,
        billing_reason: "manual",
        currency,
        customer_address: customer.address,
        customer_email: customer.email,
        customer_name: customer.name,
        customer_phone: customer.phone,
        customer_shipping: customer.shipping,
        customer_tax_exempt: customer.tax_exempt,
        parent: null,
        period_end: tx.seconds,
        period_start: tx.seconds,
        webhooks_delivered_at: null,
        ...members,
    };
    lines.forEach((line) => createLine(tx, id, line));
    return tx.create({ ...invoice, ...sumLines(tx, id) }, "invoice.created");
}

/** Adds lines to a draft. */
export function addLines(tx: Transaction, invoice: StripeObject, lines: readonly LineDraft[]): StripeObject {
    lines.forEach((line) => createLine(tx, invoice.id, line));
    return tx.update("invoice", invoice.id, sumLines(tx, invoice.id), "invoice.updated");
}

/** Gives an invoice its number, and makes the payment that it waits for. One of nothing is paid at once. */
export function finalizeInvoice(tx: Transaction, invoice: StripeObject): StripeObject {
    expectStatus(invoice, ["draft"], "finalized");
    const customer = tx.get("customer", invoice.customer as string);
    const sequence = (customer?.next_invoice_sequence as number | undefined) ?? 1;
    if (customer !== undefined && customer.deleted !== true) {
        const changes = { currency: customer.currency ?? invoice.currency, next_invoice_sequence: sequence + 1 };
        tx.update("customer", customer.id, changes, "customer.updated");
    }
    const page = `https://invoice.stripe.com/i/acct_localStripe/test_${invoice.id}`;
    const open = tx.update(
        "invoice",
        invoice.id,
        {
            automatically_finalizes_at: null,
            effective_at: tx.seconds,
            ending_balance: 0,
            hosted_invoice_url: page,
            invoice_pdf: `${page}/pdf`,
            next_payment_attempt: null,
            number: `${(customer?.invoice_prefix as string | undefined) ?? "LOCAL"}-${String(sequence).padStart(4, "0")}`,
            status: "open",
            status_transitions: { ...(invoice.status_transitions as object), finalized_at: tx.seconds },
        },
        "invoice.finalized",
    );
    if (open.amount_due === 0) {
        return settleInvoice(tx, open, {});
    }
    const payment = createPayment(tx, {
        amount: open.amount_due as number,
        currency: open.currency as string,
        customer: open.customer,
        description: open.billing_reason === "subscription_create" ? "Subscription creation" : open.description,
    });
    tx.create({
        ...objects.invoicePayment(tx.scene({ invoice: open.id, paymentIntent: payment.id })),
        amount_paid: null,
        amount_requested: open.amount_due,
        currency: open.currency,
        status: "open",
        status_transitions: { canceled_at: null, paid_at: null },
    });
    return open;
}

/** Tries to pay an open invoice. @returns it as it is then: paid, or open still. */
export function payInvoice(tx: Transaction, invoice: StripeObject, paymentMethod: StripeObject): StripeObject {
    expectStatus(invoice, ["open", "uncollectible"], "paid");
    const payment = chargePayment(tx, findPayment(tx, invoice), paymentMethod);
    const attempt = { attempt_count: (invoice.attempt_count as number) + 1, attempted: true };
    if (payment.status === "succeeded") {
        return settleInvoice(tx, invoice, { ...attempt, amount_paid: invoice.amount_due, amount_remaining: 0 });
    }
    tx.update("invoice", invoice.id, attempt, "invoice.updated");
    const failed = tx.get("invoice", invoice.id) as StripeObject;
    tx.emit("invoice.payment_failed", failed);
    noteInvoiceUnpaid(tx, failed);
    return failed;
}

/** An open invoice's payment intent. */
export function findPayment(tx: Transaction, invoice: StripeObject): StripeObject {
    const [link] = tx.find("invoice_payment", { invoice: invoice.id });
    const { payment_intent: id } = (link?.payment ?? {}) as { payment_intent?: string };
    const payment = id === undefined ? undefined : tx.get("payment_intent", id);
    if (payment === undefined) {
        throw missing("payment intent", String(id), "invoice");
    }
    return payment;
}

/** What an invoice is paid with when nothing else is said. */
export function findInvoicePaymentMethod(tx: Transaction, invoice: StripeObject): StripeObject | undefined {
    const { subscription_details: details } = (invoice.parent ?? {}) as {
        subscription_details?: { subscription: string } | null;
    };
    const subscription = details == null ? undefined : tx.get("subscription", details.subscription);
    const customer = tx.get("customer", invoice.customer as string);
    const own = invoice.default_payment_method ?? subscription?.default_payment_method;
    return findDefaultPaymentMethod(tx, customer, own);
}

/** The invoice is paid: outside of Stripe when no payment was made. */
export function settleInvoice(tx: Transaction, invoice: StripeObject, members: object): StripeObject {
    const [link] = tx.find("invoice_payment", { invoice: invoice.id });
    if (link !== undefined) {
        tx.update(
            "invoice_payment",
            link.id,
            {
                amount_paid: invoice.amount_due,
                status: "paid",
                status_transitions: { canceled_at: null, paid_at: tx.seconds },
            },
            "invoice_payment.paid",
        );
    }
    const paid = tx.update(
        "invoice",
        invoice.id,
        {
            auto_advance: false,
            attempted: true,
            next_payment_attempt: null,
            status: "paid",
            status_transitions: { ...(invoice.status_transitions as object), paid_at: tx.seconds },
            ...members,
        },
        ["invoice.updated", "invoice.paid", "invoice.payment_succeeded"],
    );
    noteInvoicePaid(tx, paid);
    return paid;
}

/** Ends an invoice unpaid. */
export function endInvoice(tx: Transaction, invoice: StripeObject, status: "void" | "uncollectible"): StripeObject {
    const isVoid = status === "void";
    expectStatus(invoice, isVoid ? ["open", "uncollectible"] : ["open"], isVoid ? "voided" : "marked uncollectible");
    const payment = findPayment(tx, invoice);
    if (isVoid) {
        tx.update(
            "payment_intent",
            payment.id,
            { canceled_at: tx.seconds, cancellation_reason: "void_invoice", status: "canceled" },
            "payment_intent.canceled",
        );
    }
    return tx.update(
        "invoice",
        invoice.id,
        {
            auto_advance: false,
            status,
            status_transitions: {
                ...(invoice.status_transitions as object),
                [isVoid ? "voided_at" : "marked_uncollectible_at"]: tx.seconds,
            },
            ...(isVoid ? { amount_remaining: 0 } : {}),
        },
        isVoid ? ["invoice.updated", "invoice.voided"] : ["invoice.updated", "invoice.marked_uncollectible"],
    );
}

function expectStatus(invoice: StripeObject, statuses: readonly string[], what: string): void {
    if (!statuses.includes(invoice.status as string)) {
        throw new ApiError(400, `This invoice is ${invoice.status as string}, so it cannot be ${what}.`, {
            code: "invoice_not_editable",
        });
    }
}
