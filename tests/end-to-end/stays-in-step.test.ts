import { expect } from "chai";
import { startLocalStripe, type LocalStripe } from "local-stripe";
import path from "node:path";
import Stripe from "stripe";

import { Cloud, readProject, systemClock } from "local-cloud";
import { until } from "local-cloud/testing";
import { evaluateOnce } from "../support/evaluate-once";

interface ScanOutput {
    Items: Record<string, { S?: string }>[];
}

const root = path.resolve(__dirname, "../..");
const minute = 60_000;

/** Fast enough that five minutes are a second. */
const speed = 300;

describe("A stack with a Stripe API key, for which no webhook ever came", function () {
    this.timeout(90_000);
    let stripe: LocalStripe;
    let cloud: Cloud;

    before(async () => {
        // What is younger than a minute may be on its way.
        let age = 2 * minute;
        stripe = await startLocalStripe({ port: 0, now: () => Date.now() - age });
        const { hostname: host, port } = new URL(stripe.url);
        const client = new Stripe(stripe.secretKey, { host, port, protocol: "http" });
        await client.customers.create({ email: "missed@example.com" });
        const end = stripe.state.failEvents();
        await client.products.create({ name: "Pro" });
        end();
        age = 0;
        cloud = await Cloud.start({
            folder: undefined,
            gatewayPort: 0,
            awsPort: 0,
            region: "us-east-1",
            clock: systemClock(speed),
        });
        const project = readProject(root, "dev", {
            signingSecret: { secret: "whsec_never_used_0123456789" },
            stripeApiKey: { secret: stripe.secretKey },
            recoverEveryMinutes: "5",
        });
        const graph = await evaluateOnce(project, cloud.place);
        const functions = graph.resources.filter(({ type }) => type === "aws:lambda/function:Function");
        for (const { inputs } of functions) {
            (inputs.environment as { variables: Record<string, string> }).variables.STRIPE_API_BASE = stripe.url;
        }
        await cloud.apply(graph);
    });

    after(async () => {
        await cloud?.stop();
        await stripe?.close();
    });

    const scan = async (table: "stateTableName" | "ledgerTableName") => {
        const TableName = (cloud.stackOutputs as Record<string, string>)[table];
        return (await cloud.call<ScanOutput>(cloud.dynamodb, "Scan", { TableName })).Items;
    };
    const readItems = async () => (await scan("stateTableName")).map(({ kind, eventType }) => [kind?.S, eventType?.S]);

    it("finds the missed event on a schedule of its own, and has the object in its state", async () => {
        await until("the customer's item", async () => (await readItems()).some(([kind]) => kind === "customer"), 60);

        expect(await readItems()).to.deep.include(["customer", "customer.created"]);
    });

    it("finds an object whose event Stripe could not make by the alert alone, once", async () => {
        const readAlerts = async () =>
            (await scan("ledgerTableName")).filter(({ eventType }) => eventType?.S?.startsWith("v2.core.health."));
        await until("the alert's entry", async () => (await readAlerts()).length > 0, 60);

        expect(await readItems()).to.have.deep.members([
            ["customer", "customer.created"],
            ["product", "sync.read"],
        ]);
        expect((await readAlerts()).map(({ reason }) => reason?.S)).to.deep.equal([
            "followed by schedule: Stripe could not make product.created: written",
        ]);
    });
});
