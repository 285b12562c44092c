import { expect } from "chai";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { type LocalStripe, startLocalStripe } from "../../src/local-stripe";
import type { SnapshotEvent } from "../../src/state/stripe-object";
import { type EndpointServer, startEndpoint } from "./endpoint-server";

describe("an event that is sent again", () => {
    let endpoint: EndpointServer;
    let stripe: LocalStripe;
    let arrived: () => void;
    let event: SnapshotEvent;

    beforeEach(async () => {
        endpoint = await startEndpoint();
        stripe = await startLocalStripe({ port: 0, log: () => arrived() });
        const first = new Promise<void>((resolve) => (arrived = resolve));
        stripe.registerEndpoint({ id: "we_1", url: endpoint.url, secret: "whsec_1", enabledEvents: ["*"] });
        [event] = stripe.state.transact((tx) => {
            tx.create({ id: "cus_1", object: "customer" }, "customer.created");
            return tx.events;
        }) as [SnapshotEvent];
        await first;
    });

    afterEach(async () => {
        await stripe.close();
        await endpoint.close();
    });

    const resend = (id: string, form: Record<string, string> = {}, key = stripe.secretKey) =>
        fetch(`${stripe.url}/v1/events/${id}/retry`, {
            method: "POST",
            headers: { authorization: `Bearer ${key}` },
            body: new URLSearchParams(form),
        });

    const bodies = () => endpoint.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);

    it("comes to the endpoint that is named", async () => {
        const again = new Promise<void>((resolve) => (arrived = resolve));

        const response = await resend(event.id, { webhook_endpoint: "we_1" });
        await again;

        expect(((await response.json()) as { id: string }).id).to.equal(event.id);
        expect(bodies()).to.deep.equal([event.id, event.id]);
    });

    it("is refused when there is none, no such endpoint, or no key", async () => {
        const answers = [
            await resend("evt_none"),
            await resend(event.id, { webhook_endpoint: "we_2" }),
            await resend(event.id, {}, "sk_test_other"),
        ];

        expect(answers.map(({ status }) => status)).to.deep.equal([404, 400, 401]);
    });

    // .ci/stripe-cli gets the CLI from npm, and sets this to where it is.
    const cli = process.env.STRIPE_CLI;

    (cli === undefined ? describe.skip : describe)("by the real Stripe CLI", function () {
        this.timeout(60_000);

        const run = async (...args: string[]) => {
            const there = ["--api-base", stripe.url, "--api-key", stripe.secretKey];
            const { stdout } = await promisify(execFile)(cli ?? "", [...args, ...there]);
            return stdout;
        };

        it("comes to the endpoint, as do events of what the CLI creates", async () => {
            const seen = new Promise<void>((resolve) => {
                arrived = () => endpoint.received.length >= 3 && resolve();
            });

            await run("events", "resend", event.id, "--webhook-endpoint", "we_1");
            const created = JSON.parse(await run("customers", "create", "--name", "Ada")) as { id: string };
            await seen;

            expect(bodies().slice(0, 2)).to.deep.equal([event.id, event.id]);
            expect(stripe.state.get("customer", created.id)?.name).to.equal("Ada");
        });

        it("comes of the CLI's own trigger too", async () => {
            const told = await run("trigger", "customer.created");

            expect(told).to.include("Trigger succeeded!");
            expect(stripe.state.list("customer", { limit: 9 }).data.length).to.equal(2);
        });
    });
});
