import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { RehearsalEnvironment } from "../../../cli/rehearse/environment";
import { readThrowawayProject } from "../../../cli/rehearse/throwaway-project";
import { type FakeEndpoints, startFakeEndpoints, toldSecret } from "../../support/fake-endpoints";
import { leftOut, pulumiFolder } from "./pulumi";

const root = path.resolve(__dirname, "../../..");
const apiKey = "rk_test_0123456789abcdef";
const endpointType = "pulumi-nodejs:dynamic/stripe:WebhookEndpoint";

describe(`the stack's endpoint at Stripe, by Pulumi's engine${leftOut}`, function () {
    this.timeout(400_000);
    let stripe: FakeEndpoints;
    let environment: RehearsalEnvironment;
    let base: string | undefined;

    before(async function () {
        if (pulumiFolder === undefined) {
            this.skip();
        }
        stripe = await startFakeEndpoints();
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
        expect([...stripe.endpoints.values()].map(({ url }) => url)).to.deep.equal([webhookUrl]);
        expect(await readSecret(signingSecretArn ?? "")).to.equal(toldSecret("we_1"));
        const files = await readdir(environment.stateFolder, { recursive: true });
        for (const file of files.filter((name) => name.endsWith(".json"))) {
            const text = await readFile(path.join(environment.stateFolder, file), "utf8");
            expect(text, file).to.not.contain(toldSecret("we_1"));
            expect(text, file).to.not.contain(apiKey);
        }
    });

    it("is brought back to what the program says after somebody changed it at Stripe", async () => {
        const enabled = stripe.endpoints.get("we_1")?.enabled_events;
        Object.assign(stripe.endpoints.get("we_1") ?? {}, { enabled_events: ["customer.created"] });

        const refresh = await environment.run("refresh");
        const up = await environment.run("up");

        expect(refresh.steps.map(({ urn }) => urn.split("::")[2]?.split("$").at(-1))).to.deep.equal([endpointType]);
        expect(up.steps.map(({ op, urn }) => `${op} ${urn.split("$").at(-1)}`)).to.deep.equal([
            `update ${endpointType}::webhook`,
        ]);
        expect(stripe.endpoints.get("we_1")?.enabled_events).to.deep.equal(enabled);
    });

    it("is deleted with the stack", async () => {
        const { errors } = await environment.run("destroy");

        expect(errors).to.deep.equal([]);
        expect(stripe.endpoints.size).to.equal(0);
    });

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
