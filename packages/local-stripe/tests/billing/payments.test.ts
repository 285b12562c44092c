import { expect } from "chai";
import type Stripe from "stripe";

import { catchError, createPayer, findNewest, listTypes, start, type Started } from "../support/start";

describe("a payment of local Stripe", () => {
    let started: Started;
    let stripe: Stripe;
    beforeEach(async () => {
        started = await start();
        ({ stripe } = started);
    });
    afterEach(() => started.local.close());

    const usd = { amount: 1000, currency: "usd" };

    it("waits for a payment method, and is confirmed with it", async () => {
        const payment = await stripe.paymentIntents.create(usd);
        const early = await catchError(stripe.paymentIntents.confirm(payment.id));
        const paid = await stripe.paymentIntents.confirm(payment.id, { payment_method: "pm_card_visa" });
        const again = await catchError(stripe.paymentIntents.cancel(payment.id));

        expect([payment.status, paid.status, paid.amount_received]).to.deep.equal([
            "requires_payment_method",
            "succeeded",
            1000,
        ]);
        expect([early.code, again.code]).to.deep.equal(Array(2).fill("payment_intent_unexpected_state"));
    });

    it("that is declined leaves the charge that failed", async () => {
        const newest = await findNewest(stripe);
        const error = await catchError(
            stripe.paymentIntents.create({ ...usd, confirm: true, payment_method: "pm_card_visa_chargeDeclined" }),
        );

        const [charge] = (await stripe.charges.list()).data;
        const [payment] = (await stripe.paymentIntents.list()).data;
        expect([error.type, error.statusCode, error.code]).to.deep.equal(["StripeCardError", 402, "card_declined"]);
        expect(charge).to.include({ paid: false, status: "failed", failure_code: "card_declined" });
        expect(payment).to.include({ status: "requires_payment_method", latest_charge: charge?.id });
        expect(await listTypes(stripe, newest)).to.deep.equal([
            "payment_intent.created",
            "charge.failed",
            "payment_intent.payment_failed",
        ]);
    });

    it("may be authorized first and captured in part", async () => {
        const held = await stripe.paymentIntents.create({
            ...usd,
            capture_method: "manual",
            confirm: true,
            payment_method: "pm_card_visa",
        });
        const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 400 });

        const charge = await stripe.charges.retrieve(captured.latest_charge as string);
        expect([held.status, held.amount_capturable]).to.deep.equal(["requires_capture", 1000]);
        expect([captured.status, captured.amount_received]).to.deep.equal(["succeeded", 400]);
        expect([charge.captured, charge.amount_captured]).to.deep.equal([true, 400]);
    });

    it("is given back as far as there is something left", async () => {
        const payment = await stripe.paymentIntents.create({ ...usd, confirm: true, payment_method: "pm_card_visa" });
        const refund = (amount?: number) => stripe.refunds.create({ payment_intent: payment.id, amount });

        const part = await refund(300);
        const tooMuch = await catchError(refund(800));
        const rest = await refund();
        const again = await catchError(refund());

        const charge = await stripe.charges.retrieve(payment.latest_charge as string, { expand: ["refunds"] });
        expect([part.amount, rest.amount]).to.deep.equal([300, 700]);
        expect([tooMuch.param, again.code]).to.deep.equal(["amount", "charge_already_refunded"]);
        expect([charge.refunded, charge.amount_refunded, charge.refunds?.data.length]).to.deep.equal([true, 1000, 2]);
    });

    it("is disputed with the card that disputes, and the dispute is answered or lost", async () => {
        const payment = await stripe.paymentIntents.create({
            ...usd,
            confirm: true,
            payment_method: "pm_card_createDispute",
        });
        const [dispute] = (await stripe.disputes.list({ payment_intent: payment.id })).data;
        const id = dispute?.id ?? "";

        const answered = await stripe.disputes.update(id, { evidence: { product_description: "A plan" } });
        const closed = await stripe.disputes.close(id);

        expect([dispute?.status, answered.status, closed.status]).to.deep.equal([
            "needs_response",
            "under_review",
            "lost",
        ]);
        expect([dispute?.amount, answered.evidence_details.submission_count]).to.deep.equal([1000, 1]);
    });

    it("of an invoice made by hand is for its items", async () => {
        const { customer } = await createPayer(stripe);
        const invoice = await stripe.invoices.create({ customer: customer.id });
        await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 700, currency: "usd" });
        await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 50, currency: "usd" });

        const paid = await stripe.invoices.pay(invoice.id ?? "");

        expect([paid.status, paid.amount_paid, paid.lines.data.map(({ amount }) => amount)]).to.deep.equal([
            "paid",
            750,
            [700, 50],
        ]);
        expect(paid.number).to.match(/^[0-9A-Z]{8}-0001$/);
    });

    it("of an open invoice ends with the invoice, and drafts can be deleted", async () => {
        const { customer } = await createPayer(stripe);
        const create = async () => {
            const { id = "" } = await stripe.invoices.create({ customer: customer.id });
            await stripe.invoiceItems.create({ customer: customer.id, invoice: id, amount: 700, currency: "usd" });
            return id;
        };
        const [draft, doubtful, wrong] = [await create(), await create(), await create()];

        const deleted = await stripe.invoices.del(draft);
        await stripe.invoices.finalizeInvoice(doubtful);
        await stripe.invoices.finalizeInvoice(wrong);
        const uncollectible = await stripe.invoices.markUncollectible(doubtful);
        const voided = await stripe.invoices.voidInvoice(wrong);
        const late = await catchError(stripe.invoices.del(wrong));

        expect([deleted.deleted, uncollectible.status, voided.status]).to.deep.equal([true, "uncollectible", "void"]);
        expect((await catchError(stripe.invoices.retrieve(draft))).code).to.equal("resource_missing");
        expect(late.code).to.equal("invoice_not_editable");
        expect((await stripe.paymentIntents.list()).data.map(({ status }) => status)).to.deep.equal([
            "canceled",
            "requires_payment_method",
        ]);
    });
});
