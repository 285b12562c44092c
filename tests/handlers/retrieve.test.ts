import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import { failure } from "local-cloud/testing";
import { createRetrieve, type Retrieve } from "../../handlers/retrieve";
import { createStripeApiKey } from "../../handlers/stripe-api-key";
import { createStripeReader } from "../../handlers/sync/stripe-reader";

describe("createRetrieve", () => {
    const client = new SecretsManagerClient({ region: "us-east-1" });
    const secrets = mockClient(client);
    let now: number;
    let asked: { url: string; headers: Record<string, string> }[];
    let answer: () => Response;

    beforeEach(() => {
        secrets.reset();
        secrets.on(GetSecretValueCommand, { SecretId: "arn:key" }).resolves({ SecretString: "rk_test_1" });
        now = 0;
        asked = [];
        answer = () => Response.json({ id: "sub_1", object: "subscription" });
    });

    function retrieve(): Retrieve {
        const stripe = createStripeReader({
            apiKey: createStripeApiKey({ secrets: client, apiKeySecretArn: "arn:key", now: () => now }),
            patience: 1000,
            fetch: (input, init) => {
                asked.push({ url: (input as URL).href, headers: init?.headers as Record<string, string> });
                const response = answer();
                response.headers.set("date", new Date(0).toUTCString());
                return Promise.resolve(response);
            },
            monotonic: () => now,
            wait: () => Promise.resolve(),
        });
        return createRetrieve(stripe);
    }

    const request = { account: "platform", kind: "subscription", objectId: "sub_1" };

    it("reads the object with the key, in the events' version", async () => {
        const object = await retrieve()({ ...request, apiVersion: "2026-10-28.endive" });

        expect(object).to.deep.equal({ id: "sub_1", object: "subscription" });
        expect(asked).to.deep.equal([
            {
                url: "https://api.stripe.com/v1/subscriptions/sub_1",
                headers: { authorization: "Bearer rk_test_1", "stripe-version": "2026-10-28.endive" },
            },
        ]);
    });

    it("reads a Connect account's object as that account", async () => {
        await retrieve()({ ...request, account: "acct_1" });

        expect(asked[0]?.headers).to.include({ "stripe-account": "acct_1" });
    });

    it("reads an object of an Organization's account in the events' context", async () => {
        const context = "acct_1/acct_2";
        const read = retrieve();
        await read({ ...request, account: context, context });
        await read({ ...request, account: "acct_2", context });

        for (const { headers } of asked) {
            expect(headers).to.deep.equal({ authorization: "Bearer rk_test_1", "stripe-context": context });
        }
        expect(asked).to.have.length(2);
    });

    it("keeps an id that its owner chose in its place in the path", async () => {
        await retrieve()({ account: "platform", kind: "coupon", objectId: "../customers?x=/" });

        expect(asked[0]?.url).to.equal("https://api.stripe.com/v1/coupons/..%2Fcustomers%3Fx%3D%2F");
    });

    it("reads what a customer is entitled to by the customer, whole, in the form that events have", async () => {
        const first = Array.from({ length: 100 }, (_, index) => ({ id: `ent_${index}` }));
        const lists = [
            { data: first, has_more: true },
            { data: [{ id: "ent_100" }], has_more: false },
        ];
        answer = () => Response.json(lists.shift());

        const object = await retrieve()({
            account: "acct_1",
            kind: "entitlements.active_entitlement_summary",
            objectId: "cus_1",
            apiVersion: "2026-10-28.endive",
        });

        const url = "https://api.stripe.com/v1/entitlements/active_entitlements?limit=100&customer=cus_1";
        expect(asked.map((one) => one.url)).to.deep.equal([url, `${url}&starting_after=ent_99`]);
        expect(asked[0]?.headers).to.include({ "stripe-account": "acct_1", "stripe-version": "2026-10-28.endive" });
        expect(object).to.deep.equal({
            object: "entitlements.active_entitlement_summary",
            customer: "cus_1",
            entitlements: {
                object: "list",
                data: [...first, { id: "ent_100" }],
                has_more: false,
                url: "/v1/customer/cus_1/entitlements",
            },
            livemode: false,
        });
    });

    it("asks nobody for a kind that is not read by its id alone", async () => {
        expect(await retrieve()({ ...request, kind: "subscription_item_of_tomorrow" })).to.equal(undefined);
        expect(await retrieve()({ ...request, kind: "constructor" })).to.equal(undefined);
        expect(asked).to.deep.equal([]);
    });

    it("gives nothing for an object that is gone", async () => {
        const read = retrieve();
        answer = () => new Response("{}", { status: 404 });

        expect(await read(request)).to.equal(undefined);
    });

    it("fails when Stripe refuses, without the key in the words", async () => {
        const read = retrieve();
        answer = () => new Response("{}", { status: 401 });

        const error = await failure(read(request));

        expect(error.message).to.equal(
            "Stripe at https://api.stripe.com refuses the API key: it is wrong, expired or revoked",
        );
    });

    it("reads the key once in five minutes", async () => {
        const read = retrieve();
        await read(request);
        now = 299_999;
        await read(request);
        expect(secrets.commandCalls(GetSecretValueCommand)).to.have.length(1);

        now = 300_000;
        await read(request);
        expect(secrets.commandCalls(GetSecretValueCommand)).to.have.length(2);
    });
});
