import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { type EndpointInputs, endpointProvider } from "../../../infra/stripe-endpoint/endpoint-provider";
import { failure } from "local-cloud/testing";
import { type LocalStripe, startLocalStripe } from "local-stripe";

const inputs: EndpointInputs = {
    url: "https://webhooks.example.com/stripe/webhook",
    enabledEvents: ["charge.failed", "invoice.paid"],
    apiVersion: "2026-10-28.endive",
    description: "The Pulumi stack prod of shop",
    metadata: { "pulumi-stack": "shop__prod" },
    disabled: false,
};

type Provider = Required<pulumi.dynamic.ResourceProvider<EndpointInputs, EndpointInputs & { secret: string }>>;

describe("The webhook endpoint's provider", () => {
    const provider = endpointProvider as Provider;
    let stripe: LocalStripe;
    let base: string | undefined;

    beforeEach(async () => {
        stripe = await startLocalStripe({ port: 0 });
        stripe.restrictKey("rk_test_now", { read: ["webhook"], write: ["webhook"] });
        base = process.env.STRIPE_API_BASE;
        process.env.STRIPE_API_BASE = stripe.url;
        const config = { get: () => "rk_test_now", require: () => "rk_test_now" };
        await provider.configure({ config });
    });
    afterEach(async () => {
        if (base === undefined) {
            delete process.env.STRIPE_API_BASE;
        } else {
            process.env.STRIPE_API_BASE = base;
        }
        await stripe.close();
    });

    const create = async () => {
        const { id, outs } = await provider.create(inputs);
        return { id, state: outs as EndpointInputs & { secret: string } };
    };

    const find = (id: string) => stripe.state.get("webhook_endpoint", id);

    const change = (id: string, members: Record<string, unknown>) =>
        stripe.state.transact((transaction) => transaction.update("webhook_endpoint", id, members));

    it("creates it with the key of the configuration, and keeps the secret that Stripe tells only then", async () => {
        const { id, state } = await create();

        const made = find(id);
        expect(made).to.deep.include({
            status: "enabled",
            url: inputs.url,
            enabled_events: inputs.enabledEvents,
            api_version: inputs.apiVersion,
            description: inputs.description,
            metadata: inputs.metadata,
        });
        expect(stripe.state.endpoints()).to.have.length(1);
        expect(made?.secret).to.match(/^whsec_/);
        expect(state).to.deep.equal({ ...inputs, secret: made?.secret });
    });

    it("updates it in place, and keeps its secret", async () => {
        const { id, state } = await create();
        const news = { ...inputs, enabledEvents: ["invoice.paid"], url: "https://other.example.com/stripe/webhook" };

        const { outs } = await provider.update(id, state, news);

        expect(outs).to.deep.equal({ ...news, secret: state.secret });
        expect(find(id)).to.deep.include({ url: news.url, enabled_events: ["invoice.paid"] });
    });

    it("reads what it is at Stripe, so that a refresh finds what somebody changed there", async () => {
        const { id, state } = await create();
        change(id, { enabled_events: ["invoice.paid"], status: "disabled" });

        const read = await provider.read(id, state);

        const found = { ...inputs, enabledEvents: ["invoice.paid"], disabled: true };
        expect(read).to.deep.equal({ id, inputs: found, props: { ...found, secret: state.secret } });
        const { changes } = await provider.diff(id, { ...found, secret: state.secret }, inputs);
        expect(changes).to.equal(true);
    });

    it("finds no difference in what is as it should be, whatever the order of Stripe's list", async () => {
        const { id, state } = await create();
        change(id, { enabled_events: [...inputs.enabledEvents].reverse() });

        const { props } = await provider.read(id, state);

        expect(await provider.diff(id, props as typeof state, inputs)).to.deep.include({
            changes: false,
            replaces: [],
        });
    });

    it("makes another endpoint for another API version, and only for that, before the old one goes", async () => {
        const { id, state } = await create();

        const version = await provider.diff(id, state, { ...inputs, apiVersion: "2027-01-27.fir" });
        const url = await provider.diff(id, state, { ...inputs, url: "https://other.example.com" });

        expect(version).to.deep.equal({ changes: true, replaces: ["apiVersion"], deleteBeforeReplace: false });
        expect(url).to.deep.include({ changes: true, replaces: [] });
    });

    it("says that it is gone when Stripe has none, and deletes one that is gone", async () => {
        const { id, state } = await create();
        await provider.delete(id, state);

        expect(await provider.read(id, state)).to.deep.equal({});
        await provider.delete(id, state);
        expect(find(id)).to.equal(undefined);
    });

    it("fails when Stripe refuses", async () => {
        const error = await failure(provider.update("we_absent", { ...inputs, secret: "" }, inputs));

        expect(error.message).to.equal("No such webhook_endpoint: 'we_absent'");
    });
});
