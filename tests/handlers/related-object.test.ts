import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import type { ThinEvent } from "../../handlers/events";
import { createFetchRelatedObject } from "../../handlers/related-object";

describe("createFetchRelatedObject", () => {
    const client = new SecretsManagerClient({ region: "us-east-1" });
    let asked: { url: string; headers: unknown }[];
    let status: number;

    beforeEach(() => {
        mockClient(client).on(GetSecretValueCommand).resolves({ SecretString: "rk_test_1" });
        asked = [];
        status = 200;
    });

    const fetchRelatedObject = createFetchRelatedObject({
        secrets: client,
        apiKeySecretArn: "arn:key",
        now: () => 0,
        base: "https://stripe.test",
        fetch: async (input, init) => {
            asked.push({ url: (input as URL).href, headers: init?.headers });
            const headers = { date: new Date().toUTCString() };
            return Response.json({ id: "cus_1", object: "customer" }, { status, headers });
        },
    });

    const event: ThinEvent<"v1.customer.created"> = {
        id: "evt_1",
        object: "v2.core.event",
        type: "v1.customer.created",
        created: "2026-01-01T00:00:00.000Z",
        livemode: false,
        related_object: { id: "cus_1", type: "customer", url: "/v1/customers/cus_1" },
    };

    it("reads the object by its URL, in the version that the types are of", async () => {
        const customer = await fetchRelatedObject(event);

        expect(customer?.object).to.equal("customer");
        expect(asked).to.deep.equal([
            {
                url: "https://stripe.test/v1/customers/cus_1",
                headers: { authorization: "Bearer rk_test_1", "stripe-version": "2026-10-28.endive" },
            },
        ]);
    });

    it("reads an object of API v2, in the account that the event names", async () => {
        const related_object = { id: "acct_2", type: "v2.core.account", url: "/v2/core/accounts/acct_2" };
        await fetchRelatedObject<"v2.core.account.updated">({
            ...event,
            type: "v2.core.account.updated",
            context: "acct_1",
            related_object,
        });

        expect(asked[0]?.url).to.equal("https://stripe.test/v2/core/accounts/acct_2");
        expect(asked[0]?.headers).to.include({ "stripe-context": "acct_1" });
    });

    it("is undefined where the event names no object, and where Stripe has it no longer", async () => {
        const nothing = { ...event, type: "v1.invoice.upcoming" as const, related_object: null };
        expect(await fetchRelatedObject<"v1.invoice.upcoming">(nothing)).to.equal(undefined);
        expect(asked).to.deep.equal([]);

        status = 404;
        expect(await fetchRelatedObject(event)).to.equal(undefined);
    });
});
