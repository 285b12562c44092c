import { expect } from "chai";
import { startLocalStripe, type LocalStripe } from "local-stripe";
import path from "node:path";
import Stripe from "stripe";

import { Cloud, evaluateProgram, readProject, systemClock } from "local-cloud";
import { until } from "local-cloud/testing";

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
        const graph = await evaluateProgram(project, cloud.place);
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

    it("finds the missed event on a schedule of its own, and has the object in its state", async () => {
        const { stateTableName } = cloud.stackOutputs as Record<string, string>;
        const readItems = async () => {
            const { Items } = await cloud.call<ScanOutput>(cloud.dynamodb, "Scan", { TableName: stateTableName });
            return Items.map(({ kind, eventType }) => `${kind?.S}: ${eventType?.S}`);
        };

        await until("the customer's item", async () => (await readItems()).length > 0, 60);

        expect(await readItems()).to.deep.equal(["customer: customer.created"]);
    });
});
