import { expect } from "chai";
import type Stripe from "stripe";

import { catchError, createPayer, start, type Started } from "../support/start";

describe("a list of local Stripe", () => {
    let now = Date.UTC(2026, 10, 1);
    let started: Started;
    beforeEach(async () => {
        now = Date.UTC(2026, 10, 1);
        started = await start({ now: () => now });
    });
    afterEach(() => started.local.close());

    it("gives all of a kind, page by page", async () => {
        const { stripe, local } = started;
        local.state.transact((tx) => {
            for (let index = 0; index < 25; index++) {
                tx.create({ id: `cus_${index}`, object: "customer", created: tx.seconds });
            }
        });

        const all = await stripe.customers.list({ limit: 10 }).autoPagingToArray({ limit: 100 });

        expect(all.map(({ id }) => id)).to.deep.equal(Array.from({ length: 25 }, (_, index) => `cus_${24 - index}`));
    });

    it("takes Stripe's filters", async () => {
        const { stripe } = started;
        const { customer, price } = await createPayer(stripe);
        now += 10_000;
        const later = await stripe.customers.create({ email: "other@example.com" });
        const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
        await stripe.subscriptions.cancel(subscription.id);
        const ids = async (list: PromiseLike<{ data: { id: string }[] }>) => (await list).data.map(({ id }) => id);

        expect(await ids(stripe.customers.list({ email: "other@example.com" }))).to.deep.equal([later.id]);
        expect(await ids(stripe.customers.list({ created: { lt: later.created } }))).to.deep.equal([customer.id]);
        expect(await ids(stripe.subscriptions.list({ customer: customer.id }))).to.deep.equal([]);
        expect(await ids(stripe.subscriptions.list({ status: "all" }))).to.deep.equal([subscription.id]);
        expect(await ids(stripe.subscriptions.list({ status: "ended" }))).to.deep.equal([subscription.id]);
        expect(await ids(stripe.invoices.list({ subscription: subscription.id, status: "paid" }))).to.deep.equal([
            subscription.latest_invoice,
        ]);
        expect(await ids(stripe.prices.list({ product: price.product as string, active: false }))).to.deep.equal([]);
        expect(await ids(stripe.prices.list({ product: price.product as string, active: true }))).to.deep.equal([
            price.id,
        ]);
    });

    it("may be searched for, by fields and metadata", async () => {
        const { stripe } = started;
        const plans = ["pro", "free", "pro"];
        for (const plan of plans) {
            await stripe.customers.create({ email: `${plan}@example.com`, metadata: { "the.plan": plan } });
            now += 1000;
        }
        const search = async (query: string, limit = 10) =>
            (await stripe.customers.search({ query, limit }).autoPagingToArray({ limit: 100 })).map(
                ({ email }) => email,
            );

        expect(await search("email:'free@example.com'")).to.deep.equal(["free@example.com"]);
        expect(await search("metadata['the.plan']:'pro'", 1)).to.deep.equal(["pro@example.com", "pro@example.com"]);
        expect(await search(`created<${now / 1000 - 1} AND metadata["the.plan"]:"pro"`)).to.deep.equal([
            "pro@example.com",
        ]);
        expect((await catchError(search("email~'pro'"))).message).to.include(
            "Local Stripe does not search for email~'pro'",
        );
    });

    it("and what stands in it expand, up to four levels", async () => {
        const { stripe } = started;
        const { customer, price } = await createPayer(stripe);
        await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });

        const { data } = await stripe.subscriptions.list({
            expand: ["data.customer", "data.latest_invoice.payments"],
        });
        const { id } = data[0]?.latest_invoice as Stripe.Invoice;
        const invoice = await stripe.invoices.retrieve(id ?? "", { expand: ["payments.data.payment.payment_intent"] });
        const deep = await catchError(
            stripe.subscriptions.list({ expand: ["data.latest_invoice.payments.data.payment"] }),
        );
        const none = await catchError(stripe.subscriptions.list({ expand: ["data.status"] }));

        const payments = [data[0]?.latest_invoice as Stripe.Invoice, invoice].map(
            (one) => one.payments?.data[0]?.payment,
        );
        expect((data[0]?.customer as Stripe.Customer).email).to.equal("jenny@example.com");
        expect(payments[0]?.payment_intent).to.match(/^pi_/);
        expect((payments[1]?.payment_intent as Stripe.PaymentIntent).status).to.equal("succeeded");
        expect(deep.message).to.include("more than 4 levels");
        expect(none.message).to.equal("This property cannot be expanded (data.status).");
    });

    it("within an object holds ten, and its own list has the others in the same order", async () => {
        const { stripe } = started;
        const { customer, product } = await createPayer(stripe);
        const prices = await Promise.all(
            Array.from({ length: 12 }, (_, index) =>
                stripe.prices.create({
                    currency: "usd",
                    product,
                    recurring: { interval: "month" },
                    unit_amount: index + 1,
                }),
            ),
        );

        const { items, id } = await stripe.subscriptions.create({
            customer: customer.id,
            items: prices.map((price) => ({ price: price.id })),
        });
        const rest = await stripe.subscriptionItems.list({ subscription: id, starting_after: items.data.at(-1)?.id });

        expect([items.data.length, items.has_more]).to.deep.equal([10, true]);
        expect([...items.data, ...rest.data].map(({ price }) => price.id)).to.deep.equal(
            prices.map((price) => price.id),
        );
    });
});
