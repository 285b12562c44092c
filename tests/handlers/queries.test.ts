import { expect } from "chai";

import { decide } from "../../handlers/billing/decide";
import { type BillingQueries, createBillingQueries } from "../../handlers/queries";
import { type DynamoFixture, startDynamo } from "../local/services/dynamodb/dynamo-fixture";
import { createBillingTables, stateTable } from "./billing-tables";

describe("createBillingQueries", () => {
    let dynamo: DynamoFixture;
    let billing: BillingQueries;

    /** Puts the item that an event with this object makes. */
    async function stored(object: { id: string; object: string } & Record<string, unknown>, account?: string) {
        const event = {
            id: `evt_${object.id}`,
            object: "event",
            type: `${object.object}.updated`,
            created: 1000,
            ...(account === undefined ? {} : { account }),
            data: { object },
        };
        await dynamo.document.put({ TableName: stateTable, Item: decide(undefined, event).next });
    }

    const subscription = (id: string, customer: string, status: string, price = "price_pro") => ({
        id,
        object: "subscription",
        customer,
        status,
        items: { object: "list", data: [{ id: `si_${id}`, price: { id: price } }] },
    });

    before(async () => {
        dynamo = await startDynamo();
        await createBillingTables(dynamo);
        billing = createBillingQueries({ documents: dynamo.document, stateTable });
        await stored({ id: "cus_1", object: "customer", email: "a@example.com" });
        await stored({ id: "in_1", object: "invoice", customer: "cus_1", status: "paid" });
        await stored(subscription("sub_1", "cus_1", "canceled"));
        await stored(subscription("sub_2", "cus_1", "active", "price_basic"));
        await stored(subscription("sub_3", "cus_2", "past_due"));
        await stored(subscription("sub_4", "cus_3", "trialing"));
        await stored(subscription("sub_5", "cus_1", "active"), "acct_1");
        await stored({ id: "gold", object: "plan", active: true });
        for (let index = 0; index < 25; index++) {
            await stored(subscription(`sub_many_${String(index).padStart(2, "0")}`, "cus_many", "incomplete"));
        }
    });

    after(() => dynamo.stop());

    it("gets one object by its id, and undefined for one that nothing told of", async () => {
        const customer = await billing.get("customer", "cus_1");

        expect(customer?.object.email).to.equal("a@example.com");
        expect(await billing.get("customer", "cus_none")).to.equal(undefined);
        expect(await billing.get("subscription", "sub_5")).to.equal(undefined);
        expect((await billing.get("subscription", "sub_5", { account: "acct_1" }))?.status).to.equal("active");
    });

    it("lists a customer's subscriptions and nothing else of theirs, by account", async () => {
        const ids = async (customer: string, account?: string) =>
            (await billing.subscriptionsOf(customer, { account })).map(({ objectId }) => objectId);

        expect(await ids("cus_1")).to.deep.equal(["sub_1", "sub_2"]);
        expect(await ids("cus_1", "acct_1")).to.deep.equal(["sub_5"]);
        expect(await ids("cus_none")).to.deep.equal([]);
    });

    it("pages through the subscriptions of a status", async () => {
        const pages: string[][] = [];
        let cursor: string | undefined;
        do {
            const page = await billing.subscriptionsWith("incomplete", { limit: 10, cursor });
            pages.push(page.items.map(({ objectId }) => objectId));
            cursor = page.cursor;
        } while (cursor !== undefined);

        expect(pages.map((page) => page.length)).to.deep.equal([10, 10, 5]);
        expect(new Set(pages.flat()).size).to.equal(25);
    });

    it("refuses a cursor that is none, naming it", async () => {
        const error = await billing.subscriptionsWith("active", { cursor: "???" }).then(
            () => undefined,
            (reason: Error) => reason,
        );

        expect(error?.message).to.contain('"???" is not a cursor');
    });

    it("tells whether a customer has an active subscription, of any price or of one", async () => {
        const answers = await Promise.all([
            billing.hasActiveSubscription("cus_1"),
            billing.hasActiveSubscription("cus_1", { priceId: "price_basic" }),
            billing.hasActiveSubscription("cus_1", { priceId: "price_pro" }),
            billing.hasActiveSubscription("cus_1", { priceId: "price_pro", account: "acct_1" }),
            billing.hasActiveSubscription("cus_2"),
            billing.hasActiveSubscription("cus_3"),
            billing.hasActiveSubscription("cus_none"),
        ]);

        expect(answers).to.deep.equal([true, true, false, true, false, true, false]);
    });
});
