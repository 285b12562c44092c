import { expect } from "chai";

import type { SnapshotEvent } from "../../src/state/stripe-object";
import { type EndpointServer, startEndpoint } from "../webhooks/endpoint-server";
import { start, type Started } from "../support/start";

const alertType = "v2.core.health.event_generation_failure.resolved";
const preview = { "stripe-version": "2026-11-18.preview" };

interface Thin {
    id: string;
    type: string;
    created: string;
    data?: Record<string, unknown>;
}

interface Listed {
    data: Thin[];
    next_page_url: string | null;
}

describe("the alerts of events that local Stripe does not make", () => {
    let started: Started;
    let endpoint: EndpointServer | undefined;
    let attempted: () => void;

    beforeEach(async () => {
        started = await start({ log: () => attempted() });
    });

    afterEach(async () => {
        await started.local.close();
        await endpoint?.close();
        endpoint = undefined;
    });

    const list = async (query = `types[0]=${alertType}`, headers: Record<string, string> = preview) =>
        (await started.fetch(`/v2/core/events?${query}`, { headers })).body as unknown as Listed;

    /** The alerts of so many customers, of whose making there is no event. */
    async function failCustomers(count: number): Promise<readonly SnapshotEvent[]> {
        const end = started.local.state.failEvents();
        for (let made = 0; made < count; made++) {
            await started.stripe.customers.create();
        }
        return end();
    }

    it("are listed by API v2 without their data, and have it where they are retrieved", async () => {
        const { stripe, local } = started;
        const end = local.state.failEvents((type) => type === "customer.updated");
        const customer = await stripe.customers.create({ name: "A" });
        await stripe.customers.update(customer.id, { name: "B" });
        end();

        const { data } = await list();
        const { body } = await started.fetch(`/v2/core/events/${data[0]?.id}`, { headers: preview });

        expect((await stripe.events.list()).data.map(({ type }) => type)).to.deep.equal(["customer.created"]);
        expect(data).to.have.length(1);
        expect(data[0]).to.have.all.keys("id", "object", "created", "livemode", "reason", "related_object", "type");
        expect(data[0]).to.include({ object: "v2.core.event", reason: null, related_object: null, type: alertType });
        const { data: told, ...thin } = body as unknown as Thin;
        expect(thin).to.deep.equal(data[0]);
        expect(told).to.deep.include({
            impact: {
                event_type: "customer.updated",
                related_object: { id: customer.id, type: "customer", url: `/v1/customers/${customer.id}` },
            },
            resolved_at: thin.created,
            severity: "critical",
        });
        expect(told?.alert_id).to.match(/^halert_\w{44}$/);
        expect(told).to.have.all.keys("alert_id", "grouping_key", "impact", "resolved_at", "severity", "summary");
    });

    it("are a public preview: only a preview version has them, and API v1 none", async () => {
        const [alert] = await failCustomers(1);
        const thin = (await list()).data[0]?.id;

        const unversioned = await list("limit=9", {});
        const statuses = await Promise.all(
            [`/v2/core/events/${thin}`, `/v1/events/${alert?.id}`].map(async (path) => {
                return (await started.fetch(path)).status;
            }),
        );

        expect(unversioned.data).to.deep.equal([]);
        expect(statuses).to.deep.equal([404, 404]);
        expect((await started.stripe.events.list()).data).to.deep.equal([]);
    });

    it("are listed page by page, by what was asked for on each", async () => {
        await failCustomers(3);
        await started.stripe.customers.create();
        const query = `types[0]=${alertType}&limit=2&created[gte]=2020-01-01T00:00:00Z`;

        const first = await list(query);
        const second = await list(first.next_page_url?.split("?")[1]);

        expect([first.data.length, second.data.length, second.next_page_url]).to.deep.equal([2, 1, null]);
        expect(new Set([...first.data, ...second.data].map(({ id, type }) => `${type} ${id}`)).size).to.equal(3);
        expect([...first.data, ...second.data].every(({ type }) => type === alertType)).to.equal(true);
    });

    it("name the connected account, and are the platform's", async () => {
        const { stripe, local } = started;
        const { id: stripeAccount } = await stripe.accounts.create({ type: "express" });
        const end = local.state.failEvents();
        await stripe.customers.create({}, { stripeAccount });

        const [alert] = end();

        expect(alert?.alert?.impact.context).to.equal(stripeAccount);
        expect((await list()).data).to.have.length(1);
        expect((await list(undefined, { ...preview, "stripe-account": stripeAccount })).data).to.deep.equal([]);
    });

    it("come signed and thin to the destinations that select them, and to no endpoint for snapshots", async () => {
        const { stripe, local } = started;
        endpoint = await startEndpoint();
        const destination = await stripe.v2.core.eventDestinations.create({
            enabled_events: [alertType],
            event_payload: "thin",
            include: ["webhook_endpoint.signing_secret"],
            name: "Alerts",
            type: "webhook_endpoint",
            webhook_endpoint: { url: endpoint.url },
        });
        local.registerEndpoint({ id: "we_1", url: endpoint.url, secret: "whsec_1", enabledEvents: ["*"] });
        const arrived = new Promise<void>((resolve) => (attempted = resolve));
        await failCustomers(1);
        const due = local.state.dueDeliveries(Date.now(), 9);

        local.deliver();
        await arrived;

        const { body, headers } = endpoint.received[0] as { body: string; headers: Record<string, string> };
        const secret = destination.webhook_endpoint?.signing_secret ?? "";
        const notification = stripe.parseEventNotification(body, headers["stripe-signature"] ?? "", secret);
        expect(notification.type).to.equal(alertType);
        expect(due.map(({ endpointId }) => endpointId)).to.deep.equal([destination.id]);
        expect(JSON.parse(body)).to.deep.equal((await list()).data[0]);
    });

    it("are not made of what a failed request would have changed", async () => {
        const { local } = started;
        const end = local.state.failEvents();
        const work = () =>
            local.state.transact((tx) => {
                tx.create({ id: "cus_1", object: "customer" }, "customer.created");
                throw new Error("not this");
            });

        expect(work).to.throw("not this");
        expect(end()).to.deep.equal([]);
    });
});
