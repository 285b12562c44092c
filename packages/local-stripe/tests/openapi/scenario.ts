import type Stripe from "stripe";

import { createPayer } from "../support/start";

const usd = { amount: 500, currency: "usd" };

/** Makes at least one object of each kind, in most of the states that it can be in. */
export async function playScenario(stripe: Stripe): Promise<void> {
    const { customer, price, product } = await createPayer(stripe);
    const feature = await stripe.entitlements.features.create({ lookup_key: "support", name: "Support" });
    await stripe.products.createFeature(product, { entitlement_feature: feature.id });
    await stripe.products.update(product, { default_price: price.id, marketing_features: [{ name: "All" }] });
    await playBilling(stripe, customer.id, price.id);
    await playPayments(stripe);
    await stripe.coupons.create({ id: "SPRING", percent_off: 25.5 });
    await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: "SPRING" } });
    await stripe.webhookEndpoints.create({ enabled_events: ["*"], url: "http://127.0.0.1:1/" });
    await stripe.accounts.create({ type: "express" });
    const session = await stripe.checkout.sessions.create({
        line_items: [{ price: price.id, quantity: 2 }],
        mode: "subscription",
        success_url: "https://example.com/",
    });
    await stripe.checkout.sessions.expire(session.id);
    await stripe.customers.create({
        address: { country: "US" },
        phone: "+14155550100",
        shipping: { address: { line1: "1 Main St" }, name: "Jenny" },
    });
    const gone = await stripe.customers.create();
    await stripe.customers.del(gone.id);
}

async function playBilling(stripe: Stripe, customer: string, price: string): Promise<void> {
    const items = [{ price, quantity: 2 }];
    const active = await stripe.subscriptions.create({ customer, items });
    await stripe.subscriptions.update(active.id, {
        cancel_at_period_end: true,
        pause_collection: { behavior: "void" },
    });
    await stripe.subscriptions.create({ customer, items, trial_period_days: 7 });
    await stripe.subscriptions.create({ customer, items, collection_method: "send_invoice", days_until_due: 10 });
    await stripe.subscriptions.create({ customer, items, payment_behavior: "default_incomplete" });
    const ended = await stripe.subscriptions.create({ customer, items });
    await stripe.subscriptions.cancel(ended.id);
    for (const end of ["voidInvoice", "markUncollectible", "pay"] as const) {
        const { id = "" } = await stripe.invoices.create({
            customer,
            days_until_due: 3,
            collection_method: "send_invoice",
        });
        await stripe.invoiceItems.create({ customer, invoice: id, pricing: { price } });
        await stripe.invoices.finalizeInvoice(id);
        await stripe.invoices[end](id);
    }
}

async function playPayments(stripe: Stripe): Promise<void> {
    const declined = { ...usd, confirm: true, payment_method: "pm_card_visa_chargeDeclined" };
    await stripe.paymentIntents.create(declined).catch(() => undefined);
    await stripe.paymentIntents.create({ ...usd, confirm: true, payment_method: "pm_card_createDispute" });
    const [dispute] = (await stripe.disputes.list()).data;
    await stripe.disputes.update(dispute?.id ?? "", { evidence: { product_description: "A plan" } });
    await stripe.disputes.close(dispute?.id ?? "");
    const paid = await stripe.paymentIntents.create({ ...usd, confirm: true, payment_method: "pm_card_mastercard" });
    await stripe.refunds.create({ payment_intent: paid.id, reason: "duplicate" });
    const held = { ...usd, capture_method: "manual" as const, confirm: true, payment_method: "pm_card_visa" };
    const { id } = await stripe.paymentIntents.create(held);
    await stripe.paymentIntents.capture(id);
    const open = await stripe.paymentIntents.create(usd);
    await stripe.paymentIntents.cancel(open.id);
    const card = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
    await stripe.paymentMethods.update(card.id, { billing_details: { name: "Jenny" } });
}
