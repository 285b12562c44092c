import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";

import type { BillingQueries } from "../../../handlers/queries";
import { type BillingFixture, startBilling, subscriptionTo } from "./billing-fixture";

describe("a customer that is an account of API v2", () => {
    const both = { customer: "cus_1", customer_account: "acct_1" };
    let fixture: BillingFixture;
    let billing: BillingQueries;

    before(async () => {
        fixture = await startBilling();
        billing = fixture.queries();
        const { store } = fixture;
        await store({ id: "cus_1", object: "customer", customer_account: "acct_1" });
        await store({ ...subscriptionTo(["price_pro"], "sub_1", "cus_1"), customer_account: "acct_1" });
        await store({ id: "ch_1", object: "charge", status: "succeeded", ...both });
        await store({ id: "ch_2", object: "charge", status: "succeeded", customer_account: "acct_1" });
        await store({ id: "in_1", object: "invoice", customer: "cus_1", status: "paid" });
        await store({ id: "re_1", object: "refund", charge: "ch_1", status: "succeeded" });
        await store({ id: "re_2", object: "refund", charge: "ch_2", status: "succeeded" });
        await store({
            object: "entitlements.active_entitlement_summary",
            customer: "cus_1",
            entitlements: { object: "list", has_more: false, data: [{ id: "ent_1", lookup_key: "support" }] },
        });
        await store({ id: "sub_2", object: "subscription", status: "active", customer_account: "acct_2" });
        await store({ ...subscriptionTo(["price_pro"], "sub_3", "cus_3"), customer_account: "acct_1" }, "acct_5");
    });

    after(() => fixture.stop());

    async function readIds(id: string, kind?: string, limit = 100): Promise<string[]> {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
            const page = await billing.objectsOf(id, kind, { limit, cursor });
            expect(page.items).to.have.length.at.most(limit);
            ids.push(...page.items.map(({ objectId }) => objectId));
            ({ cursor } = page);
        } while (cursor !== undefined);
        return ids;
    }

    it("is found by both of its ids, with what names only one, and what names none", async () => {
        const own = ["ch_1", "cus_1", "cus_1", "in_1", "sub_1", "re_1"];

        expect(await readIds("cus_1")).to.deep.equal(own);
        expect(await readIds("acct_1")).to.deep.equal(["ch_2", "re_2", ...own]);
        expect(await readIds("acct_1", "subscription")).to.deep.equal(["sub_1"]);
        expect(await readIds("acct_1", "customer")).to.deep.equal(["cus_1"]);
        expect(await readIds("acct_1", "refund")).to.deep.equal(["re_2", "re_1"]);
    });

    for (const limit of [1, 2, 3]) {
        it(`is read page by page, ${limit} at a time, and each object once`, async () => {
            expect(await readIds("acct_1", undefined, limit)).to.deep.equal(await readIds("acct_1"));
            expect(await readIds("acct_1", "refund", limit)).to.deep.equal(["re_2", "re_1"]);
        });
    }

    it("has the subscriptions and features that the customer has", async () => {
        expect(await billing.hasActiveSubscription("acct_1", { priceId: "price_pro" })).to.equal(true);
        expect(await billing.hasFeature("acct_1", "support")).to.equal(true);
        expect(await billing.hasFeature("acct_1", "another")).to.equal(false);
        expect((await billing.featuresOf("acct_1")).whole).to.equal(true);
    });

    it("is found by the account alone where Stripe gives it no other id", async () => {
        expect(await readIds("acct_2")).to.deep.equal(["sub_2"]);
        expect(await readIds("acct_3")).to.deep.equal([]);
    });

    it("is found in the account whose customer it is, and in no other", async () => {
        const { items } = await billing.objectsOf("acct_1", undefined, { account: "acct_5" });

        expect(items.map(({ objectId }) => objectId)).to.deep.equal(["sub_3"]);
    });

    it("costs no query of another index where it is asked for by the customer's id", async () => {
        const indexes: (string | undefined)[] = [];
        const counted = fixture.queries({
            documents: {
                send: (async (command: QueryCommand) => {
                    indexes.push(command.input.IndexName);
                    return fixture.dynamo.document.send(command);
                }) as typeof fixture.dynamo.document.send,
            },
        });

        await counted.objectsOf("cus_1", "subscription");

        expect(indexes).to.deep.equal(["byCustomer", undefined]);
    });

    it("is not taken for that of an object which has come to belong to another account since", async () => {
        await fixture.store({ id: "ch_8", object: "charge", customer: "cus_8", customer_account: "acct_8" });
        const documents = fixture.interrupted(() =>
            fixture.store({ id: "ch_8", object: "charge", customer: "cus_8", customer_account: "acct_9" }),
        );

        const { items } = await fixture.queries({ documents }).objectsOf("acct_8");

        expect(items).to.deep.equal([]);
    });
});
