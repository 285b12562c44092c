import { expect } from "chai";

import { makeEvent } from "stripe-events";
import { start, type Started } from "../support/start";

describe("POST /_local/events", () => {
    let started: Started;

    beforeEach(async () => {
        started = await start();
    });

    afterEach(() => started.local.close());

    const post = (body: unknown, type = "application/json") =>
        started.fetch("/_local/events", {
            method: "POST",
            headers: { "content-type": type },
            body: JSON.stringify(body),
        });

    it("has the API show an event that was made elsewhere, delivers it to nobody, and gives its thin twin", async () => {
        started.local.registerEndpoint({
            id: "we_1",
            url: "http://127.0.0.1:9",
            secret: "whsec_1",
            enabledEvents: ["*"],
        });
        started.local.state.transact((tx) => tx.create({ id: "acct_1", object: "account" }));
        const event = makeEvent("customer.updated", { account: "acct_1" });
        const { id } = event.data.object;

        const { status, body } = await post(event);

        expect(status).to.equal(200);
        expect(body).to.deep.include({
            object: "v2.core.event",
            type: "v1.customer.updated",
            context: "acct_1",
            snapshot_event: event.id,
            related_object: { id, type: "customer", url: `/v1/customers/${id}` },
        });
        const shown = await started.stripe.events.retrieve(event.id, {}, { stripeAccount: "acct_1" });
        expect(shown.data).to.deep.equal(event.data);
        expect(started.local.state.deliveriesOf(event.id)).to.deep.equal([]);
    });

    it("shows an event that is kept again as it is now", async () => {
        const { request: _, ...event } = makeEvent("invoice.paid");
        await post(event);

        await post({ ...event, type: "invoice.updated" });

        expect((await started.stripe.events.retrieve(event.id)).type).to.equal("invoice.updated");
        expect((await started.stripe.events.list()).data).to.have.length(1);
    });

    it("refuses what is not a snapshot event, and what a page in a browser may send", async () => {
        const refusals = await Promise.all([
            post({ id: "evt_1", object: "v2.core.event" }),
            post(null),
            post(makeEvent("invoice.paid"), "text/plain"),
        ]);

        expect(refusals.map(({ status, body }) => [status, body.error])).to.deep.equal([
            [400, "not a snapshot event"],
            [400, "not a snapshot event"],
            [400, "send JSON, with content-type: application/json"],
        ]);
    });
});
