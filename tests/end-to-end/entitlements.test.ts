import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { failure, until } from "local-cloud/testing";
import { type LocalStripe, startLocalStripe } from "local-stripe";
import Stripe from "stripe";

import { createStripe } from "../../handlers/create-stripe";
import { createBillingQueries, isStateCannotTell } from "../../handlers/queries";
import { type LocalRun, signingSecret, startLocalRun } from "./local-run";

describe("a customer with twelve features", function () {
    this.timeout(120_000);
    let run: LocalRun;
    let local: LocalStripe;
    let stripe: Stripe;
    let client: DynamoDBClient;
    /** Where Stripe's clock stands still, in milliseconds. */
    let still: number | undefined;

    before(async () => {
        run = await startLocalRun();
        client = new DynamoDBClient(run.aws);
        local = await startLocalStripe({ port: 0, now: () => still ?? Date.now() });
        const { hostname: host, port } = new URL(local.url);
        stripe = new Stripe(local.secretKey, { host, port, protocol: "http" });
        local.registerEndpoint({
            id: "we_1",
            url: run.outputs.webhookUrl,
            secret: signingSecret,
            enabledEvents: ["*"],
        });
    });

    after(async () => {
        await local?.close();
        client?.destroy();
        await run?.stop();
    });

    /** As a handler has them, with Stripe's API or without. */
    function queries({ asks }: { asks: boolean }) {
        const secrets = { send: async () => ({ SecretString: local.secretKey }) } as never;
        const reader = createStripe({ base: local.url, fetch, secrets, apiKeySecretArn: "arn", now: () => Date.now() });
        return createBillingQueries({
            documents: DynamoDBDocumentClient.from(client),
            stateTable: run.outputs.stateTableName,
            ...(asks && { stripe: reader }),
        });
    }

    async function subscribe(features: number): Promise<{ customer: string; subscription: string }> {
        const product = await stripe.products.create({ name: `${features} features` });
        for (let index = 0; index < features; index++) {
            const key = `${product.id}-${index}`;
            const { id } = await stripe.entitlements.features.create({ lookup_key: key, name: key });
            await stripe.products.createFeature(product.id, { entitlement_feature: id });
        }
        const recurring = { interval: "month" as const };
        const price = await stripe.prices.create({
            product: product.id,
            currency: "usd",
            unit_amount: 1000,
            recurring,
        });
        const source = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
        const { id: customer } = await stripe.customers.create({ payment_method: source.id });
        const { id: subscription } = await stripe.subscriptions.create({
            customer,
            items: [{ price: price.id }],
            default_payment_method: source.id,
        });
        await until("the summary's item", async () => (await readSummary(customer))?.entitlements.data.length);
        return { customer, subscription };
    }

    const readSummary = async (customer: string) =>
        (await queries({ asks: false }).get("entitlements.active_entitlement_summary", customer))?.object;

    it("is known to have those that the event lists, and all of them once Stripe is asked", async () => {
        const { customer } = await subscribe(12);
        const keys = (await stripe.entitlements.activeEntitlements.list({ customer, limit: 100 })).data.map(
            ({ lookup_key: key }) => key,
        );
        const listed = (await readSummary(customer))?.entitlements.data.map(({ lookup_key: key }) => key) ?? [];
        const [hidden = ""] = keys.filter((key) => !listed.includes(key));

        expect([keys.length, listed.length]).to.deep.equal([12, 10]);
        expect(await queries({ asks: false }).hasFeature(customer, listed[0] ?? "")).to.equal(true);
        expect(isStateCannotTell(await failure(queries({ asks: false }).hasFeature(customer, hidden)))).to.equal(true);
        expect(await queries({ asks: true }).hasFeature(customer, hidden)).to.equal(true);
        expect(await queries({ asks: true }).hasFeature(customer, "another")).to.equal(false);
        const whole = await queries({ asks: true }).featuresOf(customer);
        expect(whole.whole).to.equal(true);
        expect(whole.features.map(({ lookup_key: key }) => key)).to.have.members(keys);
        expect(await queries({ asks: false }).featuresOf(customer)).to.deep.include({ whole: false });
    });

    it("has none once the subscription has ended, also within the second in which it began", async () => {
        still = Date.now();
        const { customer, subscription } = await subscribe(2);
        expect((await queries({ asks: false }).featuresOf(customer)).features).to.have.length(2);

        await stripe.subscriptions.cancel(subscription);
        await until(
            "the summary to be empty",
            async () => (await readSummary(customer))?.entitlements.data.length === 0,
        );

        expect(await queries({ asks: false }).featuresOf(customer)).to.deep.equal({ features: [], whole: true });
    });
});
