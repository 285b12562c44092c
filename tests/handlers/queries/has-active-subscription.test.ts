import { expect } from "chai";

import { decide } from "../../../handlers/billing/decide";
import type { BillingItem } from "../../../handlers/billing/item";
import { toStoredItem } from "../../../handlers/billing/stored-item";
import { isStateCannotTell, type StateCannotTell } from "../../../handlers/queries";
import { failure } from "local-cloud/testing";
import { stateTable } from "../billing-tables";
import { stripeEvent } from "../billing/stripe-event";
import { startBilling, subscriptionTo, type BillingFixture } from "./billing-fixture";
import { stripeWith } from "./stripe-with";

type Hash = Record<string, unknown>;

const ten = Array.from({ length: 10 }, (_, index) => `price_${index}`);
const listed = subscriptionTo(ten, "sub_more", "cus_more");
/** As in events: ten of fourteen items. */
const more = { ...listed, items: { ...(listed.items as Hash), has_more: true, total_count: 14 } };

describe("hasActiveSubscription", () => {
    let fixture: BillingFixture;

    before(async () => {
        fixture = await startBilling();
        const { store } = fixture;
        await store(subscriptionTo(["price_pro"], "sub_1", "cus_1", { status: "canceled" }));
        await store(subscriptionTo(["price_basic"], "sub_2", "cus_1"));
        await store(subscriptionTo(["price_pro"], "sub_3", "cus_2", { status: "past_due" }));
        await store(subscriptionTo(["price_pro"], "sub_4", "cus_3", { status: "trialing" }));
        await store(subscriptionTo(["price_pro"], "sub_5", "cus_1"), "acct_1");
        await store(more);
        await store({ ...more, id: "sub_settled_1", customer: "cus_settled" });
        await store(subscriptionTo(["price_12"], "sub_settled_2", "cus_settled"));
        await store({ ...more, id: "sub_gone", customer: "cus_gone", status: "canceled" });
        await store({ ...more, customer: "cus_more" }, "acct_1");
        await store({ id: "sub_none", object: "subscription", customer: "cus_none", status: "active" });
    });

    after(() => fixture.stop());

    /** Answers as Stripe's API would, and notes what was asked. */
    const stripeOf = (answers: Record<string, unknown>) => stripeWith((path) => answers[path]);

    it("tells whether a customer has an active subscription: any, or one of a price or product", async () => {
        const billing = fixture.queries();

        const answers = await Promise.all([
            billing.hasActiveSubscription("cus_1"),
            billing.hasActiveSubscription("cus_1", { priceId: "price_basic" }),
            billing.hasActiveSubscription("cus_1", { priceId: "price_pro" }),
            billing.hasActiveSubscription("cus_1", { priceId: "price_pro", account: "acct_1" }),
            billing.hasActiveSubscription("cus_1", { productId: "prod_of_price_basic" }),
            billing.hasActiveSubscription("cus_1", { productId: "prod_of_price_pro" }),
            billing.hasActiveSubscription("cus_2"),
            billing.hasActiveSubscription("cus_2", { pastDue: true }),
            billing.hasActiveSubscription("cus_3"),
            billing.hasActiveSubscription("cus_nobody"),
        ]);

        expect(answers).to.deep.equal([true, true, false, true, true, false, false, true, true, false]);
    });

    it("says that it cannot tell, and of which subscription, where an event listed some of the items", async () => {
        const billing = fixture.queries();

        const error = await failure<StateCannotTell>(
            billing.hasActiveSubscription("cus_more", { priceId: "price_12" }),
        );

        expect(isStateCannotTell(error)).to.equal(true);
        expect(error.subscriptions).to.deep.equal([
            { subscriptionId: "sub_more", reason: "it lists 10 of its 14 items" },
        ]);
        expect(error.message).to.equal(
            "the state cannot tell whether cus_more has such a subscription (sub_more: it lists 10 of its 14 items)" +
                ": give createBillingQueries `stripe`, which asks Stripe",
        );
        expect(await billing.hasActiveSubscription("cus_more", { priceId: "price_9" })).to.equal(true);
        expect(await billing.hasActiveSubscription("cus_more")).to.equal(true);
    });

    it("needs nobody's help where another subscription settles it, or none of them counts", async () => {
        const { stripe, asked } = stripeOf({});
        const billing = fixture.queries({ stripe });

        expect(await billing.hasActiveSubscription("cus_settled", { priceId: "price_12" })).to.equal(true);
        expect(await billing.hasActiveSubscription("cus_gone", { priceId: "price_12" })).to.equal(false);
        expect(asked).to.deep.equal([]);
    });

    it("asks Stripe for the subscription, then for all of its items, a hundred at a time", async () => {
        const page = (from: number, count: number) =>
            Array.from({ length: count }, (_, index) => ({ id: `si_${from + index}`, price: `price_${from + index}` }));
        const list = "subscription_items?limit=100&subscription=sub_more";
        const { stripe, asked } = stripeOf({
            "subscriptions/sub_more": { ...more, items: { data: page(0, 10), has_more: true } },
            [list]: { object: "list", data: page(0, 100), has_more: true },
            [`${list}&starting_after=si_99`]: { object: "list", data: page(100, 3), has_more: false },
        });
        const billing = fixture.queries({ stripe });

        expect(await billing.hasActiveSubscription("cus_more", { priceId: "price_102" })).to.equal(true);
        expect(await billing.hasActiveSubscription("cus_more", { priceId: "price_103" })).to.equal(false);
        expect(asked.slice(0, 3)).to.deep.equal([
            "platform subscriptions/sub_more",
            `platform ${list}`,
            `platform ${list}&starting_after=si_99`,
        ]);
    });

    it("asks Stripe in the account that the subscription is of", async () => {
        const whole = subscriptionTo([...ten, "price_12"], "sub_more", "cus_more");
        const { stripe, asked } = stripeOf({ "subscriptions/sub_more": whole });
        const billing = fixture.queries({ stripe });

        expect(await billing.hasActiveSubscription("cus_more", { priceId: "price_12", account: "acct_1" })).to.be.true;
        expect(asked).to.deep.equal(["acct_1 subscriptions/sub_more"]);
    });

    it("takes Stripe's word that the subscription has ended meanwhile", async () => {
        const { stripe } = stripeOf({ "subscriptions/sub_more": { ...more, status: "canceled", items: listed.items } });

        expect(await fixture.queries({ stripe }).hasActiveSubscription("cus_more", { priceId: "price_12" })).to.be
            .false;
    });

    it("says that it cannot tell where Stripe cannot be asked, or does not know the subscription", async () => {
        const reason = async (answers: Record<string, unknown>) => {
            const { stripe } = stripeOf(answers);
            const billing = fixture.queries({ stripe });
            const error = await failure<StateCannotTell>(
                billing.hasActiveSubscription("cus_more", { priceId: "price_12" }),
            );
            expect(isStateCannotTell(error)).to.equal(true);
            return error.subscriptions[0]?.reason;
        };
        const broken = new TypeError("terminated");
        const list = "subscription_items?limit=100&subscription=sub_more";

        expect(await reason({})).to.equal("Stripe does not know it");
        expect(await reason({ "subscriptions/sub_more": broken })).to.equal(
            "Stripe could not be asked: Stripe at https://stripe.test is not available after 1 requests in 1 seconds: terminated",
        );
        expect(await reason({ "subscriptions/sub_more": more })).to.equal(
            `Stripe could not be asked: Stripe has no list at /v1/${list}`,
        );
        expect(await reason({ "subscriptions/sub_more": more, [list]: { data: [] } })).to.equal(
            "Stripe could not be asked: Stripe did not list subscription_items of sub_more",
        );
        expect(await reason({ "subscriptions/sub_more": more, [list]: { data: [], has_more: true } })).to.equal(
            `Stripe could not be asked: Stripe lists nothing more at /v1/${list}`,
        );
    });

    it("takes neither of two states of one second for an answer where nothing shows which is the last", async () => {
        const active = subscriptionTo(["price_pro"], "sub_open", "cus_open");
        const ended = { ...active, status: "unpaid" };
        const events = [stripeEvent(active, { id: "evt_1" }), stripeEvent(ended, { id: "evt_2" })];
        const item = events.reduce<BillingItem | undefined>(
            (item, event) => decide(item, event).next ?? item,
            undefined,
        );
        await fixture.dynamo.document.put({ TableName: stateTable, Item: item && toStoredItem(item) });
        const { stripe } = stripeOf({ "subscriptions/sub_open": active });

        const error = await failure<StateCannotTell>(fixture.queries().hasActiveSubscription("cus_open"));

        expect(isStateCannotTell(error)).to.equal(true);
        expect(error.subscriptions).to.deep.equal([
            { subscriptionId: "sub_open", reason: "nothing shows which event of one second was the last" },
        ]);
        expect(await fixture.queries({ stripe }).hasActiveSubscription("cus_open")).to.equal(true);
    });

    it("answers for a subscription too large to keep whole, and survives one without any items", async () => {
        const items = Array.from({ length: 20 }, (_, index) => ({
            id: `si_${index}`,
            price: { id: `price_${index}`, product: "prod_1" },
            metadata: Object.fromEntries(Array.from({ length: 50 }, (_, key) => [`key_${key}`, "x".repeat(500)])),
        }));
        await fixture.store(subscriptionTo([], "sub_large", "cus_large", { items: { object: "list", data: items } }));
        const whole = subscriptionTo(["price_none"], "sub_none", "cus_none");

        const large = await fixture.queries().hasActiveSubscription("cus_large", { priceId: "price_19" });
        const none = await failure(fixture.queries().hasActiveSubscription("cus_none", { priceId: "price_none" }));
        const { stripe } = stripeOf({ "subscriptions/sub_none": whole });
        const asked = await fixture.queries({ stripe }).hasActiveSubscription("cus_none", { priceId: "price_none" });

        expect(large).to.equal(true);
        expect(isStateCannotTell(none)).to.equal(true);
        expect(asked).to.equal(true);
        expect(await fixture.queries().hasActiveSubscription("cus_large")).to.equal(true);
    });

    it("reads what the index found as it stands, so that the index's second does not count", async () => {
        const { dynamo, store, queries } = fixture;
        await store(subscriptionTo(["price_pro"], "sub_ended", "cus_ended", { status: "canceled" }));
        const stale = queries({
            documents: {
                send: async (command: { input: { IndexName?: string } }) => {
                    const answer = (await dynamo.document.send(command as never)) as { Items?: Hash[] };
                    return command.input.IndexName === undefined
                        ? answer
                        : {
                              Items: answer.Items?.map((item) => ({
                                  ...item,
                                  status: "active",
                                  object: { status: "active" },
                              })),
                          };
                },
            },
        });

        expect(await stale.hasActiveSubscription("cus_ended")).to.equal(false);
    });

    it("takes only its own error for one that says so", () => {
        expect(isStateCannotTell(new Error("the table is gone"))).to.equal(false);
        expect(isStateCannotTell(undefined)).to.equal(false);
    });
});
