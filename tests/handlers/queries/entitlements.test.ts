import { expect } from "chai";
import { failure } from "local-cloud/testing";

import { toStoredItem } from "../../../handlers/billing/stored-item";
import { isStateCannotTell } from "../../../handlers/queries";
import { stateTable } from "../billing-tables";
import { deliver } from "../billing/deliver";
import { stripeEvent } from "../billing/stripe-event";
import { type BillingFixture, startBilling } from "./billing-fixture";
import { stripeWith } from "./stripe-with";

type Hash = Record<string, unknown>;

const entitlement = (lookup_key: string): Hash => ({
    id: `ent_${lookup_key}`,
    object: "entitlements.active_entitlement",
    feature: `feat_${lookup_key}`,
    livemode: false,
    lookup_key,
});
const all = Array.from({ length: 212 }, (_, index) => entitlement(`feature-${index}`));

function summary(customer: string, list: Hash): Hash {
    return {
        object: "entitlements.active_entitlement_summary",
        customer,
        entitlements: { object: "list", has_more: false, ...list },
        livemode: false,
    };
}

/** A Stripe that has `list`, a hundred to a page, and notes what was asked. */
const stripeThatHas = (list: Hash[] | undefined) =>
    stripeWith((path) => {
        const after = new URLSearchParams(path.split("?")[1]).get("starting_after");
        const start = (list ?? []).findIndex(({ id }) => id === after) + 1;
        return list && { data: list.slice(start, start + 100), has_more: list.length > start + 100 };
    });

describe("what a customer may use", () => {
    let fixture: BillingFixture;

    before(async () => {
        fixture = await startBilling();
        await fixture.store(summary("cus_few", { data: [entitlement("a"), entitlement("b")] }));
        await fixture.store(summary("cus_few", { data: [entitlement("c")] }), "acct_1");
        await fixture.store(summary("cus_none", { data: [] }));
        await fixture.store(summary("cus_many", { data: all.slice(0, 10), has_more: true }));
        const huge = "x".repeat(350 * 1024);
        await fixture.store(summary("cus_huge", { data: [{ ...entitlement("a"), huge }] }));
        const change = (id: string, from: string, to: string) =>
            stripeEvent(summary("cus_circle", { data: [entitlement(to)] }), {
                id,
                type: "entitlements.active_entitlement_summary.updated",
                previous: { entitlements: { data: [entitlement(from)] } },
            });
        const circle = deliver([change("evt_1", "a", "b"), change("evt_2", "b", "a")]);
        await fixture.dynamo.document.put({ TableName: stateTable, Item: toStoredItem(circle) });
    });

    after(() => fixture.stop());

    it("is told from the state, where that has the whole list, without asking Stripe", async () => {
        const { stripe, asked } = stripeThatHas([]);
        const billing = fixture.queries({ stripe });

        expect(await billing.hasFeature("cus_few", "a")).to.equal(true);
        expect(await billing.hasFeature("cus_few", "c")).to.equal(false);
        expect(await billing.hasFeature("cus_few", "c", { account: "acct_1" })).to.equal(true);
        expect(await billing.hasFeature("cus_none", "a")).to.equal(false);
        expect(await billing.featuresOf("cus_few")).to.deep.equal({
            features: [entitlement("a"), entitlement("b")],
            whole: true,
        });
        expect(asked).to.deep.equal([]);
    });

    it("is true where the feature is among ten of more, without asking Stripe", async () => {
        const { stripe, asked } = stripeThatHas(undefined);

        expect(await fixture.queries({ stripe }).hasFeature("cus_many", "feature-9")).to.equal(true);
        expect(await fixture.queries().hasFeature("cus_many", "feature-9")).to.equal(true);
        expect(asked).to.deep.equal([]);
    });

    it("is read whole from Stripe, page by page, where there are more than ten", async () => {
        const { stripe, asked } = stripeThatHas(all);
        const billing = fixture.queries({ stripe });

        expect(await billing.hasFeature("cus_many", "feature-211")).to.equal(true);
        expect(await billing.hasFeature("cus_many", "feature-212")).to.equal(false);
        expect(await billing.featuresOf("cus_many")).to.deep.equal({ features: all, whole: true });
        const path = "platform entitlements/active_entitlements?limit=100&customer=cus_many";
        expect(asked.slice(0, 3)).to.deep.equal([
            path,
            `${path}&starting_after=ent_feature-99`,
            `${path}&starting_after=ent_feature-199`,
        ]);
    });

    it("is asked of Stripe where nothing shows which event was the last", async () => {
        const billing = fixture.queries({ stripe: stripeThatHas([entitlement("b")]).stripe });

        expect(await billing.hasFeature("cus_circle", "a")).to.equal(false);
        expect(await billing.hasFeature("cus_circle", "b")).to.equal(true);
    });

    it("is asked of Stripe in the account that it is in", async () => {
        const { stripe, asked } = stripeThatHas([entitlement("d")]);

        expect(await fixture.queries({ stripe }).hasFeature("cus_new", "d", { account: "acct_1" })).to.equal(true);
        expect(asked).to.deep.equal(["acct_1 entitlements/active_entitlements?limit=100&customer=cus_new"]);
    });

    for (const [customer, reason] of [
        ["cus_many", "its event lists 10 of its entitlements"],
        ["cus_huge", "its event is larger than an item can hold"],
        ["cus_unheard_of", "no event told of its entitlements"],
        ["cus_circle", "nothing shows which event of one second was the last"],
    ] as const) {
        it(`cannot be told without Stripe where ${reason}`, async () => {
            const billing = fixture.queries();

            const error = await failure(billing.hasFeature(customer, "feature-11"));

            expect(isStateCannotTell(error)).to.equal(true);
            expect(error.message).to.equal(
                `the state cannot tell whether ${customer} has the feature feature-11 (${reason}): give createBillingQueries ` +
                    "`stripe`, which asks Stripe",
            );
            expect((await billing.featuresOf(customer)).whole).to.equal(false);
        });
    }

    for (const [what, answer, reason] of [
        [
            "does not answer",
            new TypeError("terminated"),
            "Stripe could not be asked: Stripe at https://stripe.test is not available after 1 requests in 1 seconds: terminated",
        ],
        [
            "does not know the customer",
            undefined,
            "its event lists 10 of its entitlements, and Stripe does not know the customer",
        ],
        [
            "answers something else",
            { data: [], has_more: true },
            "Stripe could not be asked: Stripe lists nothing more at /v1/entitlements/active_entitlements?limit=100&customer=cus_many",
        ],
    ] as const) {
        it(`cannot be told where Stripe ${what}`, async () => {
            const billing = fixture.queries({ stripe: stripeWith(() => answer).stripe });

            const error = await failure(billing.hasFeature("cus_many", "feature-11"));

            expect(isStateCannotTell(error)).to.equal(true);
            expect(error.message).to.contain(`(${reason})`);
            expect(await billing.featuresOf("cus_many")).to.deep.equal({ features: all.slice(0, 10), whole: false });
        });
    }

    it("is refused to be asked with what is not an id or a key", async () => {
        const billing = fixture.queries();

        expect((await failure(billing.hasFeature("cus_few", undefined as never))).name).to.equal("TypeError");
        expect((await failure(billing.featuresOf(null as never))).name).to.equal("TypeError");
    });

    it("is among the customer's objects", async () => {
        const { items } = await fixture.queries().objectsOf("cus_few");

        expect(items.map(({ kind }) => kind)).to.deep.equal(["entitlements.active_entitlement_summary"]);
    });
});
