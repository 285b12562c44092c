import { newId, objects, randomText } from "stripe-events";
import { hour } from "../story";
import { scene, type Subscriber } from "../subscriber";
import type { World } from "../world";
import type { Line } from "./invoice-lines";

/** An invoice, and what is to pay it. */
export interface Bill {
    /** Ids of the invoice, and of its payment once it is final. */
    readonly ids: { readonly invoice: string; readonly paymentIntent: string; readonly invoicePayment: string };
    /** In the currency's smallest unit. */
    readonly amount: number;
}

/** Why an invoice is made, in Stripe's word. */
type Reason = "subscription_create" | "subscription_cycle" | "subscription_update";

/** Makes a draft of these lines, which must come to nothing or more. */
export function draftBill(world: World, who: Subscriber, reason: Reason, lines: readonly Line[]): Bill {
    const { random } = world;
    const ids = {
        invoice: newId("invoice", random),
        paymentIntent: newId("paymentIntent", random),
        invoicePayment: newId("invoicePayment", random),
    };
    const amount = lines.reduce((sum, line) => sum + line.amount, 0);
    const made = objects.invoice(scene(world, who, { ids, amount }));
    const data = lines.map((line) => ({ ...line, invoice: ids.invoice }));
    // Each is an object of its own too.
    data.forEach((line) => world.create(line));
    // Only a renewal waits, for an hour in which it can be changed.
    const finalizesAt = reason === "subscription_cycle" ? world.now + hour : null;
    world.create(
        {
            ...made,
            amount_paid_off_stripe: 0,
            automatically_finalizes_at: finalizesAt,
            billing_reason: reason,
            lines: { ...made.lines, data },
            next_payment_attempt: finalizesAt,
            period_start: reason === "subscription_cycle" ? made.period_start : world.now,
        },
        "invoice.created",
    );
    return { ids, amount };
}

/** Makes the draft final: it has a number, and a payment that is to pay it if it costs anything. */
export function finalizeBill(world: World, who: Subscriber, { ids, amount }: Bill): void {
    const { random, now } = world;
    const page = `https://invoice.stripe.com/i/acct_example/test_${randomText(random, 40)}`;
    const { status_transitions: before } = world.get("invoice", ids.invoice);
    const customer = world.get("customer", who.ids.customer ?? "") as unknown as Numbering;
    const sequence = customer.next_invoice_sequence;
    world.update("customer", customer.id, { next_invoice_sequence: sequence + 1 }, "customer.updated");
    const isFree = amount === 0;
    const final = {
        auto_advance: !isFree,
        automatically_finalizes_at: null,
        effective_at: now,
        ending_balance: 0,
        hosted_invoice_url: page,
        invoice_pdf: `${page}/pdf`,
        next_payment_attempt: null,
        number: `${customer.invoice_prefix}-${sequence.toString().padStart(4, "0")}`,
        status: "open",
        status_transitions: { ...(before as object), finalized_at: now },
    };
    world.update("invoice", ids.invoice, final, "invoice.finalized");
    if (isFree) {
        markPaid(world, ids.invoice, 0);
        return;
    }
    const about = scene(world, who, { ids, amount });
    world.create(objects.paymentIntent(about), "payment_intent.created");
    const payment = objects.invoicePayment(about);
    const open = { amount_paid: null, status: "open", status_transitions: { canceled_at: null, paid_at: null } };
    world.create({ ...payment, ...open });
}

/** The customer's card pays. Returns the charge's id. */
export function payBill(world: World, who: Subscriber, { ids, amount }: Bill): string {
    const made = objects.charge(scene(world, who, { ids, amount }));
    world.create(made, "charge.succeeded");
    world.update(
        "payment_intent",
        ids.paymentIntent,
        {
            amount_received: amount,
            last_payment_error: null,
            latest_charge: made.id,
            payment_method: made.payment_method,
            status: "succeeded",
        },
        "payment_intent.succeeded",
    );
    markPaid(world, ids.invoice, 1);
    world.update(
        "invoice_payment",
        ids.invoicePayment,
        { amount_paid: amount, status: "paid", status_transitions: { canceled_at: null, paid_at: world.now } },
        "invoice_payment.paid",
    );
    return made.id;
}

/**
 * The bank declines the customer's card, or there is none.
 *
 * @param nextAttempt when Stripe tries again, in seconds since the epoch; null when it never does
 */
export function declineBill(world: World, who: Subscriber, { ids, amount }: Bill, nextAttempt: number | null): void {
    const made = objects.failedCharge(scene(world, who, { ids, amount }));
    world.create(made, "charge.failed");
    const error = {
        charge: made.id,
        code: "card_declined",
        decline_code: "insufficient_funds",
        doc_url: "https://docs.stripe.com/error-codes/card-declined",
        message: made.failure_message,
        type: "card_error",
    };
    world.update(
        "payment_intent",
        ids.paymentIntent,
        { last_payment_error: error, latest_charge: made.id },
        "payment_intent.payment_failed",
    );
    const attempts = world.get("invoice", ids.invoice).attempt_count as number;
    world.update(
        "invoice",
        ids.invoice,
        {
            attempt_count: attempts + 1,
            attempted: true,
            auto_advance: nextAttempt !== null,
            next_payment_attempt: nextAttempt,
        },
        "invoice.updated",
        "invoice.payment_failed",
    );
}

function markPaid(world: World, id: string, attempts: number): void {
    const { amount_due, attempt_count, status_transitions } = world.get("invoice", id);
    world.update(
        "invoice",
        id,
        {
            amount_paid: amount_due,
            amount_remaining: 0,
            attempt_count: (attempt_count as number) + attempts,
            attempted: true,
            auto_advance: false,
            next_payment_attempt: null,
            status: "paid",
            status_transitions: { ...(status_transitions as object), paid_at: world.now },
        },
        "invoice.updated",
        "invoice.paid",
        "invoice.payment_succeeded",
    );
}

/** What a customer has for the numbers of invoices. */
interface Numbering {
    id: string;
    invoice_prefix: string;
    next_invoice_sequence: number;
}
