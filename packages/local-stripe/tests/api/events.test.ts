import { expect } from "chai";

import { findNewest, listTypes, start, type Started } from "../support/start";

describe("the events of local Stripe", () => {
    let started: Started;
    beforeEach(async () => {
        started = await start();
    });
    afterEach(() => started.local.close());

    it("tell each change, and which request made it", async () => {
        const { stripe } = started;
        const { id } = await stripe.customers.create({ name: "A", metadata: { a: "1" } });
        const changed = await stripe.customers.update(id, { name: "B", metadata: { a: "", b: "2" } });
        await stripe.customers.del(id);

        const { data } = await stripe.events.list();

        const [deleted, updated, created] = data;
        expect(data.map(({ type }) => type)).to.deep.equal([
            "customer.deleted",
            "customer.updated",
            "customer.created",
        ]);
        expect(updated?.data.object).to.deep.equal(JSON.parse(JSON.stringify(changed)));
        expect(updated?.data.previous_attributes).to.deep.equal({ name: "A", metadata: { a: "1", b: null } });
        expect(updated?.request?.id).to.equal(changed.lastResponse.requestId);
        expect(created?.data.previous_attributes).to.equal(undefined);
        expect(deleted?.data.object).to.include({ id, name: "B", deleted: true });
    });

    it("are found by type, and by whether all endpoints have them", async () => {
        const { stripe, local } = started;
        await stripe.customers.create();
        const endpoint = await stripe.webhookEndpoints.create({
            enabled_events: ["product.created"],
            url: "http://127.0.0.1:1/",
        });
        await stripe.products.create({ name: "A" });
        const types = async (params: object) => (await stripe.events.list(params)).data.map(({ type }) => type);

        expect(await types({ type: "customer.created" })).to.deep.equal(["customer.created"]);
        expect(await types({ types: ["customer.created", "product.created"] })).to.have.length(2);
        expect(await types({ type: "prod*" })).to.deep.equal(["product.created"]);
        expect(await types({ delivery_success: false })).to.deep.equal(["product.created"]);
        local.state.dueDeliveries(Date.now(), 9).forEach((due) => {
            expect(due.endpoint).to.include({ id: endpoint.id, secret: endpoint.secret });
            local.state.settleDelivery(due, { status: 200, deliveredAt: Date.now() });
        });
        expect(await types({ delivery_success: false })).to.deep.equal([]);
        expect((await stripe.events.list({ limit: 1 })).data[0]?.pending_webhooks).to.equal(0);
    });

    it("have thin twins that lead to their objects", async () => {
        const { stripe } = started;
        const { id } = await stripe.customers.create({ name: "A" });
        await stripe.customers.update(id, { name: "B" });

        const { data } = await stripe.v2.core.events.list({ object_id: id, types: ["v1.customer.updated"] });
        const event = await stripe.v2.core.events.retrieve(data[0]?.id ?? "");

        expect(data).to.have.length(1);
        expect(event).to.deep.include({
            changes: { before: { name: "A" }, after: { name: "B" } },
            related_object: { id, type: "customer", url: `/v1/customers/${id}` },
            snapshot_event: await findNewest(stripe),
            type: "v1.customer.updated",
        });
        expect(await (event as { fetchRelatedObject(): Promise<object> }).fetchRelatedObject()).to.include({
            name: "B",
        });
    });

    it("go as thin ones to the destinations of API v2 that select these", async () => {
        const { stripe, local } = started;
        const destination = await stripe.v2.core.eventDestinations.create({
            enabled_events: ["v1.customer.created"],
            event_payload: "thin",
            include: ["webhook_endpoint.signing_secret"],
            name: "Thin",
            type: "webhook_endpoint",
            webhook_endpoint: { url: "http://127.0.0.1:1/" },
        });
        await stripe.customers.create();
        await stripe.products.create({ name: "A" });
        await stripe.v2.core.eventDestinations.disable(destination.id);

        const due = local.state.dueDeliveries(Date.now(), 9);
        const shown = await stripe.v2.core.eventDestinations.retrieve(destination.id);
        const secret = destination.webhook_endpoint?.signing_secret;

        expect(due.map(({ event, endpoint }) => [event.type, endpoint.payload, endpoint.secret])).to.deep.equal([
            ["customer.created", "thin", secret],
        ]);
        expect(secret).to.match(/^whsec_/);
        expect([shown.status, shown.webhook_endpoint]).to.deep.equal(["disabled", { url: "http://127.0.0.1:1/" }]);
    });

    it("of a connected account are the account's own, as its objects are", async () => {
        const { stripe } = started;
        const { id: stripeAccount } = await stripe.accounts.create({ type: "express" });
        await stripe.accounts.update(stripeAccount, { email: "jenny@example.com" });
        const customer = await stripe.customers.create({ name: "A" }, { stripeAccount });

        const own = await stripe.customers.list();
        const theirs = await stripe.customers.list({}, { stripeContext: stripeAccount });
        const { data: events } = await stripe.events.list({}, { stripeAccount });
        const stranger = await started.fetch("/v1/customers", { headers: { "stripe-account": "acct_no" } });

        expect(own.data).to.deep.equal([]);
        expect(theirs.data.map(({ id }) => id)).to.deep.equal([customer.id]);
        expect(events.map(({ account, type }) => [account, type])).to.deep.equal([
            [stripeAccount, "customer.created"],
            [stripeAccount, "account.updated"],
        ]);
        expect(await findNewest(stripe)).to.equal(undefined);
        expect([stranger.status, stranger.body.error?.code]).to.deep.equal([403, "account_invalid"]);
    });

    it("are not made by requests that fail", async () => {
        const { stripe } = started;
        const { id } = await stripe.customers.create();
        const newest = await findNewest(stripe);

        await stripe.subscriptions.create({ customer: id, items: [] }).catch(() => undefined);

        expect(await listTypes(stripe, newest)).to.deep.equal([]);
    });
});
