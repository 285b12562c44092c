import { expect } from "chai";
import type Stripe from "stripe";

import { addInterval } from "../../src/billing/periods";
import { catchError, createPayer, findNewest, listTypes, start, type Started } from "../support/start";

describe("a subscription of local Stripe", () => {
    let started: Started;
    let stripe: Stripe;
    beforeEach(async () => {
        started = await start();
        ({ stripe } = started);
    });
    afterEach(() => started.local.close());

    const statusOf = async (id: string) => (await stripe.subscriptions.retrieve(id)).status;

    it("is paid for at once, and active", async () => {
        const { customer, price } = await createPayer(stripe);
        const newest = await findNewest(stripe);

        const subscription = await stripe.subscriptions.create({
            customer: customer.id,
            items: [{ price: price.id, quantity: 3 }],
            expand: ["latest_invoice"],
        });

        const invoice = subscription.latest_invoice as Stripe.Invoice;
        const lines = await stripe.invoices.listLineItems(invoice.id ?? "");
        const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
        expect(subscription.status).to.equal("active");
        expect(invoice).to.include({ amount_paid: 3000, amount_remaining: 0, status: "paid", total: 3000 });
        expect(lines.data.map(({ amount, description }) => [amount, description])).to.deep.equal([[3000, "3 × Pro"]]);
        expect(charge).to.include({ amount: 3000, paid: true });
        expect(await listTypes(stripe, newest)).to.deep.equal([
            "customer.subscription.created",
            "invoice.created",
            "customer.updated",
            "invoice.finalized",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "invoice_payment.paid",
            "invoice.updated",
            "invoice.paid",
            "invoice.payment_succeeded",
            "customer.subscription.updated",
        ]);
    });

    it("is incomplete when its first payment is declined, until that is paid", async () => {
        const { customer, price } = await createPayer(stripe, "pm_card_chargeCustomerFail");
        const params = { customer: customer.id, items: [{ price: price.id }] };

        const subscription = await stripe.subscriptions.create(params);
        const strict = await catchError(
            stripe.subscriptions.create({ ...params, payment_behavior: "error_if_incomplete" }),
        );
        const again = await catchError(stripe.invoices.pay(subscription.latest_invoice as string));
        const before = await statusOf(subscription.id);
        await stripe.invoices.pay(subscription.latest_invoice as string, { payment_method: "pm_card_visa" });

        expect([strict.type, strict.code, again.code]).to.deep.equal([
            "StripeCardError",
            "card_declined",
            "card_declined",
        ]);
        expect([subscription.status, before, await statusOf(subscription.id)]).to.deep.equal([
            "incomplete",
            "incomplete",
            "active",
        ]);
        expect((await stripe.subscriptions.list({ status: "all" })).data).to.have.length(1);
    });

    it("needs something to be paid with", async () => {
        const { price } = await createPayer(stripe);
        const { id: customer } = await stripe.customers.create();
        const items = [{ price: price.id }];

        const refused = await catchError(stripe.subscriptions.create({ customer, items }));
        const open = await stripe.subscriptions.create({ customer, items, payment_behavior: "default_incomplete" });
        const trial = await stripe.subscriptions.create({ customer, items, trial_period_days: 7 });
        const sent = await stripe.subscriptions.create({ customer, items, collection_method: "send_invoice" });

        expect([refused.statusCode, refused.code]).to.deep.equal([400, "resource_missing"]);
        expect([open.status, trial.status, sent.status]).to.deep.equal(["incomplete", "trialing", "active"]);
        expect(trial.trial_end).to.equal(trial.items.data[0]?.current_period_end);
    });

    it("changes its items, and says what they were", async () => {
        const { customer, price } = await createPayer(stripe);
        const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
        const [item] = subscription.items.data;

        await stripe.subscriptions.update(subscription.id, { items: [{ id: item?.id, quantity: 5 }] });
        await stripe.subscriptionItems.create({ subscription: subscription.id, price: price.id });

        const { data } = await stripe.events.list({ type: "customer.subscription.updated", limit: 2 });
        const quantities = data.map(({ data: { object, previous_attributes: previous } }) =>
            [object, previous].map((one) =>
                (one as Stripe.Subscription).items.data.map(({ quantity }: Stripe.SubscriptionItem) => quantity),
            ),
        );
        expect(quantities).to.deep.equal([
            [[5, 1], [5]],
            [[5], [1]],
        ]);
    });

    it("is canceled at once, or at its period's end, and kept", async () => {
        const { customer, price } = await createPayer(stripe);
        const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });

        const ending = await stripe.subscriptions.update(id, { cancel_at_period_end: true });
        const canceled = await stripe.subscriptions.cancel(id, { cancellation_details: { comment: "too dear" } });
        const again = await catchError(stripe.subscriptions.cancel(id));
        const noted = await stripe.subscriptions.update(id, { metadata: { why: "dear" } });
        const revived = await catchError(stripe.subscriptions.update(id, { cancel_at_period_end: false }));

        expect(ending.cancel_at).to.equal(ending.items.data[0]?.current_period_end);
        expect([canceled.status, canceled.cancellation_details?.comment]).to.deep.equal(["canceled", "too dear"]);
        expect([again.code, noted.metadata.why, revived.statusCode]).to.deep.equal(["resource_missing", "dear", 400]);
        expect((await stripe.events.list({ type: "customer.subscription.deleted" })).data).to.have.length(1);
    });

    it("gives its customer the features of its product while it lasts", async () => {
        const { customer, price, product } = await createPayer(stripe);
        const feature = await stripe.entitlements.features.create({ lookup_key: "support", name: "Support" });
        await stripe.products.createFeature(product, { entitlement_feature: feature.id });
        const keys = async () =>
            (await stripe.entitlements.activeEntitlements.list({ customer: customer.id })).data.map(
                (one) => one.lookup_key,
            );

        const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
        const during = await keys();
        await stripe.customers.del(customer.id);

        expect([during, await keys(), await statusOf(id)]).to.deep.equal([["support"], [], "canceled"]);
        const type = "entitlements.active_entitlement_summary.updated";
        const { data } = await stripe.events.list({ type });
        expect(data.map((event) => (event.data.object as { customer: string }).customer)).to.deep.equal([
            customer.id,
            customer.id,
        ]);
    });

    it("has periods that end on the day they began, or their month's last", () => {
        const at = (text: string) => Date.parse(text) / 1000;
        const end = (start: string, interval: "week" | "month" | "year", interval_count = 1) =>
            new Date(addInterval(at(start), { interval, interval_count }) * 1000).toISOString().slice(0, 16);

        expect(end("2026-01-31T10:00Z", "month")).to.equal("2026-02-28T10:00");
        expect(end("2026-01-15T10:00Z", "month", 12)).to.equal("2027-01-15T10:00");
        expect(end("2028-02-29T10:00Z", "year")).to.equal("2029-02-28T10:00");
        expect(end("2026-01-31T10:00Z", "week", 2)).to.equal("2026-02-14T10:00");
    });
});
