import { expect } from "chai";
import Stripe from "stripe";

import { StripeState } from "../../src/state/stripe-state";
import { type DeliveryLine, Dispatcher } from "../../src/webhooks/dispatcher";
import { createPost } from "../../src/webhooks/post";
import { systemTimers } from "../../src/webhooks/timers";
import { type EndpointServer, startEndpoint } from "./endpoint-server";

const secret = "whsec_test";

describe("a webhook that is posted", () => {
    let endpoint: EndpointServer;
    let state: StripeState;
    let dispatcher: Dispatcher;
    let sender: ReturnType<typeof createPost>;
    let attempted: (line: DeliveryLine) => void;

    beforeEach(async () => {
        endpoint = await startEndpoint();
        state = new StripeState();
        sender = createPost();
        dispatcher = new Dispatcher({
            state,
            timers: systemTimers(Date.now),
            post: sender.post,
            speed: 1,
            log: (line) => attempted(line),
        });
        dispatcher.start();
    });

    afterEach(async () => {
        await dispatcher.stop();
        sender.close();
        state.close();
        await endpoint.close();
    });

    /** Makes an event for an endpoint of this kind, and waits for the first attempt to deliver it. */
    function deliver(kind: object): Promise<DeliveryLine> {
        const attempt = new Promise<DeliveryLine>((resolve) => (attempted = resolve));
        state.transact((tx) => {
            tx.create({ id: "we_1", object: "", status: "enabled", enabled_events: ["*"], secret, ...kind });
            tx.create({ id: "sub_1", object: "subscription", status: "active" });
            tx.update("subscription", "sub_1", { status: "past_due" }, "customer.subscription.updated");
        });
        return attempt;
    }

    const snapshots = () => ({ object: "webhook_endpoint", url: endpoint.url });

    it("is signed, and looks as Stripe's does", async () => {
        const { delivered, status } = await deliver(snapshots());

        const [{ body, headers } = { body: "", headers: {} }] = endpoint.received;
        expect({ delivered, status, posts: endpoint.received.length }).to.deep.equal({
            delivered: true,
            status: 200,
            posts: 1,
        });
        expect(headers).to.include({
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "content-type": "application/json; charset=utf-8",
        });
        const event = Stripe.webhooks.constructEvent(body, headers["stripe-signature"] as string, secret);
        expect(event).to.deep.include({ type: "customer.subscription.updated", pending_webhooks: 1, livemode: false });
        expect(event.data).to.deep.equal({
            object: { id: "sub_1", object: "subscription", status: "past_due" },
            previous_attributes: { status: "active" },
        });
    });

    it("is thin for an event destination that wants it so", async () => {
        const thin = {
            object: "v2.core.event_destination",
            event_payload: "thin",
            webhook_endpoint: { url: endpoint.url },
        };

        await deliver(thin);

        const [{ body, headers } = { body: "", headers: {} }] = endpoint.received;
        const client = new Stripe("sk_test_1");
        const event = client.parseEventNotification(body, headers["stripe-signature"] as string, secret);
        expect(event).to.deep.include({
            object: "v2.core.event",
            type: "v1.customer.subscription.updated",
            related_object: { id: "sub_1", type: "subscription", url: "/v1/subscriptions/sub_1" },
            changes: { before: { status: "active" }, after: { status: "past_due" } },
        });
        expect(new Date(event.created).toISOString()).to.equal(event.created);
        expect(state.getEvent((event as { snapshot_event?: string }).snapshot_event ?? "")?.data.object.id).to.equal(
            "sub_1",
        );
    });

    for (const answer of [302, 400, 503]) {
        it(`is a failure when the answer is ${answer}`, async () => {
            endpoint.answerWith(answer);

            const line = await deliver(snapshots());

            expect(line).to.include({ delivered: false, status: answer });
            expect(endpoint.received.length).to.equal(1);
        });
    }

    it("is a failure when nobody listens", async () => {
        await endpoint.close();

        const line = await deliver(snapshots());

        expect(line).to.include({ delivered: false, status: "ECONNREFUSED" });
    });

    it("is a failure when no answer comes in time", async () => {
        endpoint.answerWith(undefined);
        const impatient = createPost(50);

        const signal = new AbortController().signal;
        const status = await impatient.post({ url: endpoint.url, body: "{}", signature: "", signal });

        impatient.close();
        expect(status).to.equal("timeout");
    });
});
