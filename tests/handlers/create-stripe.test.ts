import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { failure } from "local-cloud/testing";
import Stripe from "stripe";

import { createStripe } from "../../handlers/create-stripe";
import type { StripeHeadersRequest } from "../../handlers/stripe-headers";
import { readStripeFailure } from "../../handlers/sync/stripe-failure";

describe("createStripe", () => {
    const client = new SecretsManagerClient({ region: "us-east-1" });
    const secrets = mockClient(client);

    /** The URL and the headers of a request with this key. */
    async function asked(key: string, { apiVersion, ...origin }: StripeHeadersRequest, base?: string) {
        secrets.reset();
        secrets.on(GetSecretValueCommand, { SecretId: "arn:key" }).resolves({ SecretString: key });
        let sent: unknown;
        const stripe = createStripe({
            secrets: client,
            apiKeySecretArn: "arn:key",
            now: () => 0,
            base,
            fetch: async (input, init) => {
                sent = { url: (input as URL).href, headers: init?.headers };
                return Response.json({}, { headers: { date: new Date().toUTCString() } });
            },
        });
        await stripe.of(origin).get("/v1/subscription_items?limit=100", apiVersion);
        return sent;
    }

    const url = "https://api.stripe.com/v1/subscription_items?limit=100";

    it("names a Connect account by Stripe-Account", async () => {
        const headers = { authorization: "Bearer rk_test_1", "stripe-account": "acct_1" };

        expect(await asked("rk_test_1", { account: "acct_1" })).to.deep.equal({ url, headers });
    });

    it("names an Organization's account by Stripe-Context, as an Organization's key wants it", async () => {
        const headers = { authorization: "Bearer sk_org_test_1", "stripe-context": "acct_1", "stripe-version": "v" };

        expect(await asked("sk_org_test_1", { account: "acct_1", apiVersion: "v" })).to.deep.equal({ url, headers });
    });

    it("names the package's version where an Organization's key has no other to ask in", async () => {
        const sent = (await asked("sk_org_test_1", { account: "acct_1" })) as { headers: Record<string, string> };

        expect(sent.headers["stripe-version"]).to.equal(Stripe.API_VERSION);
    });

    it("names an account as its events do, whatever the key", async () => {
        const headers = { authorization: "Bearer rk_test_1", "stripe-context": "acct_1/acct_2" };

        expect(await asked("rk_test_1", { account: "acct_2", context: "acct_1/acct_2" })).to.deep.equal({
            url,
            headers,
        });
    });

    it("asks where it is told to, as on one machine", async () => {
        const sent = await asked("rk_test_1", { account: "platform" }, "http://127.0.0.1:4243");

        expect(sent).to.include({ url: "http://127.0.0.1:4243/v1/subscription_items?limit=100" });
    });

    it("names no account for the one whose key asks", async () => {
        const headers = { authorization: "Bearer rk_test_1" };

        expect(await asked("rk_test_1", { account: "platform" })).to.deep.equal({ url, headers });
    });

    it("gives up on a Stripe that does not answer within a function's time", async () => {
        secrets.reset();
        secrets.on(GetSecretValueCommand).resolves({ SecretString: "rk_test_1" });
        const stripe = createStripe({
            secrets: client,
            apiKeySecretArn: "arn:key",
            now: () => 0,
            fetch: async () => Response.json({}, { status: 503, headers: { "retry-after": "6" } }),
        });

        const error = await failure(stripe.get("/v1/subscriptions/sub_1"));

        expect(readStripeFailure(error)).to.equal("unavailable");
    });
});
