import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { RehearsalEnvironment } from "../../../cli/rehearse/environment";
import { readThrowawayProject } from "../../../cli/rehearse/throwaway-project";
import { type LocalStripe, startLocalStripe } from "local-stripe";
import { leftOut, pulumiFolder } from "./pulumi";

const root = path.resolve(__dirname, "../../..");
const apiKey = "rk_test_0123456789abcdef";
const endpointType = "pulumi-nodejs:dynamic/stripe:WebhookEndpoint";

describe(`the stack's endpoint at Stripe, by Pulumi's engine${leftOut}`, function () {
    this.timeout(400_000);
    let stripe: LocalStripe;
    let environment: RehearsalEnvironment;
    let base: string | undefined;

    before(async function () {
        if (pulumiFolder === undefined) {
            this.skip();
        }
        stripe = await startLocalStripe({ port: 0 });
        stripe.restrictKey(apiKey, { read: ["webhook"], write: ["webhook"] });
        base = process.env.STRIPE_API_BASE;
        process.env.STRIPE_API_BASE = stripe.url;
        environment = await RehearsalEnvironment.open({ cliFolder: pulumiFolder, region: "us-east-1" });
        const program = readThrowawayProject(root, "dev");
        const { "stripe-eventbridge:signingSecret": _, ...config } = program.config;
        await environment.loadProgram({
            ...program,
            config: {
                ...config,
                "stripe-eventbridge:registerEndpoint": { value: "true", secret: false },
                "stripe-eventbridge:stripeApiKey": { value: apiKey, secret: true },
            },
        });
    });

    after(async () => {
        if (base === undefined) {
            delete process.env.STRIPE_API_BASE;
        } else {
            process.env.STRIPE_API_BASE = base;
        }
        await environment?.close();
        await stripe?.close();
    });

    it("is registered by one up, with its secret where the receiver reads it and nowhere in plain text", async () => {
        const up = await environment.run("up");

        expect(up.errors).to.deep.equal([]);
        const { webhookUrl, signingSecretArn } = up.outputs as Record<string, string>;
        expect(listEndpoints().map(({ url }) => url)).to.deep.equal([webhookUrl]);
        const { secret } = onlyEndpoint();
        expect(secret).to.match(/^whsec_/);
        expect(await readSecret(signingSecretArn ?? "")).to.equal(secret);
        const files = await readdir(environment.stateFolder, { recursive: true });
        for (const file of files.filter((name) => name.endsWith(".json"))) {
            const text = await readFile(path.join(environment.stateFolder, file), "utf8");
            expect(text, file).to.not.contain(secret);
            expect(text, file).to.not.contain(apiKey);
        }
    });

    it("is brought back to what the program says after somebody changed it at Stripe", async () => {
        const { id, enabled_events: enabled } = onlyEndpoint();
        const changed = { enabled_events: ["customer.created"] };
        stripe.state.transact((transaction) => transaction.update("webhook_endpoint", id, changed));

        const refresh = await environment.run("refresh");
        const up = await environment.run("up");

        expect(refresh.steps.map(({ urn }) => urn.split("::")[2]?.split("$").at(-1))).to.deep.equal([endpointType]);
        expect(up.steps.map(({ op, urn }) => `${op} ${urn.split("$").at(-1)}`)).to.deep.equal([
            `update ${endpointType}::webhook`,
        ]);
        expect(onlyEndpoint().enabled_events).to.deep.equal(enabled);
    });

    it("is deleted with the stack", async () => {
        const { errors } = await environment.run("destroy");

        expect(errors).to.deep.equal([]);
        expect(listEndpoints()).to.deep.equal([]);
    });

    function listEndpoints() {
        return stripe.state.list("webhook_endpoint", { limit: 10 }).data;
    }

    function onlyEndpoint() {
        const [endpoint] = listEndpoints();
        if (endpoint === undefined) {
            throw new Error("there is no endpoint");
        }
        return endpoint;
    }

    async function readSecret(arn: string): Promise<string | undefined> {
        const { region, awsUrl } = environment.cloud.place;
        const credentials = { accessKeyId: "local", secretAccessKey: "local" };
        const client = new SecretsManagerClient({ region, endpoint: awsUrl, credentials });
        try {
            return (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
        } finally {
            client.destroy();
        }
    }
});
