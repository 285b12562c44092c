import { expect } from "chai";
import type { Difference } from "../../../handlers/sync/reconcile";
import type { StripeEvent } from "../../../handlers/stripe-event";
import { refuse } from "./fake-stripe";
import { start, subscription, syncFixture, updated } from "./sync-fixture";

describe("createReconcile", () => {
    /** What a run finds, as `objectId: cause`. */
    async function run(fixture: ReturnType<typeof syncFixture>, repair = false) {
        const found: Difference[] = [];
        const report = await fixture.reconcile({
            kinds: ["subscription"],
            repair,
            who: "ana",
            onDifference: (difference) => found.push(difference),
        });
        return { report, found, causes: found.map(({ objectId, cause }) => `${objectId}: ${cause}`).sort() };
    }

    /** One object of each cause, and one that is as it should be. */
    async function drifted() {
        const fixture = syncFixture();
        const { stripe, record } = fixture;
        const event = (id: string, object: ReturnType<typeof subscription>, created?: number) =>
            updated(`evt_${id}`, object, created);
        const old = (id: string) => subscription(id, { status: "trialing" });
        for (const id of ["sub_same", "sub_gone"]) {
            await record(event(id, subscription(id), start - 9000));
        }
        for (const id of ["sub_failed", "sub_missed", "sub_lag", "sub_untold"]) {
            await record(event(`${id}_old`, old(id), start - 9000));
        }
        await record(event("sub_amb_1", subscription("sub_amb", { status: "past_due" }), start - 9000));
        await record(event("sub_amb_2", subscription("sub_amb", { status: "unpaid" }), start - 9000));
        const ids = ["sub_new", "sub_same", "sub_failed", "sub_missed", "sub_lag", "sub_untold", "sub_amb"];
        stripe.lists.set(
            "subscriptions",
            ids.map((id) => subscription(id)),
        );
        stripe.events = [
            event("sub_lag", subscription("sub_lag"), start - 10),
            ...["sub_new", "sub_failed", "sub_missed"].map((id) => event(id, subscription(id))),
        ];
        stripe.undelivered = new Set(["evt_sub_new", "evt_sub_missed"]);
        return fixture;
    }

    it("tells what differs and why, both ways, and writes nothing unless it is to repair", async () => {
        const fixture = await drifted();
        const before = new Map(fixture.tables.items);

        const { report, causes, found } = await run(fixture);

        expect(causes).to.deep.equal([
            "sub_amb: ambiguous",
            "sub_failed: arrived and failed",
            "sub_gone: deleted there",
            "sub_lag: expected lag",
            "sub_missed: never arrived",
            "sub_new: never arrived",
            "sub_untold: no event tells",
        ]);
        expect(report).to.deep.include({ compared: 8, repaired: 0, skipped: [], complete: true });
        expect(found.find(({ objectId }) => objectId === "sub_failed")?.reason).to.equal(
            "Stripe counts customer.subscription.updated evt_sub_failed of 2025-12-31T23:00:00Z as delivered, and the ledger lacks it",
        );
        expect(fixture.tables.items).to.deep.equal(before);
    });

    it("repairs what differs, tells the ledger who and why, and finds nothing when it runs again", async () => {
        const fixture = await drifted();
        const { items, ledger } = fixture.tables;

        const first = await run(fixture, true);
        await fixture.wait(2000);
        const second = await run(fixture, true);

        expect(first.report.repaired).to.equal(6);
        expect(second.causes).to.deep.equal(["sub_lag: expected lag"]);
        expect(second.report.repaired).to.equal(0);
        expect(items.get("platform#subscription#sub_new")).to.include({ status: "active", eventType: "sync.read" });
        expect(items.get("platform#subscription#sub_amb")).to.not.have.property("ambiguous");
        expect(items.get("platform#subscription#sub_gone")).to.include({ status: "deleted", deleted: true });
        expect(
            [...ledger.values()].find(
                ({ objectId, eventType }) => objectId === "sub_missed" && eventType === "sync.read",
            ),
        )
            .to.have.property("reason")
            .that.contains("repair by ana: Stripe did not deliver customer.subscription.updated evt_sub_missed");
    });

    it("goes on by the events that come after a repair, and takes none that are older", async () => {
        const fixture = await drifted();
        await run(fixture, true);
        const status = () => fixture.tables.items.get("platform#subscription#sub_missed")?.status;

        await fixture.record(updated("evt_late", subscription("sub_missed", { status: "unpaid" }), start - 100));
        const afterLate = status();
        await fixture.record(updated("evt_new", subscription("sub_missed", { status: "past_due" }), start + 100));

        expect([afterLate, status()]).to.deep.equal(["active", "past_due"]);
    });

    it("takes what changes while it runs for what may be on its way", async () => {
        const fixture = await drifted();
        const { stripe } = fixture;
        const many = Array.from({ length: 100 }, (_, index) => subscription(`sub_many_${index}`));
        const late = subscription("sub_late", { status: "past_due" });
        await fixture.record(updated("evt_late_1", subscription("sub_late"), start - 9000));
        stripe.lists.set("subscriptions", [...many, late]);
        const causes: string[] = [];

        await fixture.reconcile({
            kinds: ["subscription"],
            repair: false,
            onDifference: ({ objectId, cause }) => causes.push(`${objectId}: ${cause}`),
            onProgress: ({ compared }) => {
                if (compared === 100) {
                    void fixture.wait(5000);
                    stripe.events.unshift(updated("evt_late_2", late, start + 3));
                }
            },
        });

        expect(causes).to.include("sub_late: expected lag");
    });

    it("skips a kind that the key may not read, names it, and goes on with the others", async () => {
        const fixture = syncFixture();
        fixture.stripe.lists.set("invoices", [{ id: "in_1", object: "invoice", created: start - 10_000 }]);
        fixture.stripe.interrupt = (path) => (path.startsWith("subscriptions") ? refuse(403) : undefined);

        const report = await fixture.reconcile({ kinds: ["subscription", "invoice"], repair: false });

        expect(report.compared).to.equal(1);
        expect(report.complete).to.equal(false);
        expect(report.skipped).to.deep.equal([
            {
                kind: "subscription",
                reason: "the API key may not read /v1/subscriptions: give it read permission for that",
            },
        ]);
    });

    it("takes nothing for deleted that the key of another account does not find", async () => {
        const fixture = syncFixture();
        fixture.stripe.lists.set("subscriptions", []);
        fixture.stripe.events = [updated("evt_of_others", subscription("sub_of_others"))];
        await fixture.record(updated("evt_1", subscription("sub_1")));

        const { report } = await run(fixture, true);

        expect(fixture.tables.items.get("platform#subscription#sub_1")?.deleted).to.equal(false);
        expect(report.skipped[0]?.reason).to.match(/is the API key that of another account/);
    });

    it("compares every object once in as many slices as there are", async () => {
        const fixture = await drifted();
        const compared = await Promise.all(
            [0, 1, 2].map((index) =>
                fixture.reconcile({ kinds: ["subscription"], slice: { index, of: 3 }, repair: false }),
            ),
        );

        expect(compared.reduce((sum, report) => sum + report.compared, 0)).to.equal(8);
    });

    it("stops at its deadline, and says what it left", async () => {
        const fixture = await drifted();

        const report = await fixture.reconcile({ kinds: ["subscription"], repair: true, deadline: fixture.now() });

        expect(report).to.deep.include({ compared: 0, complete: false });
        expect(report.skipped).to.deep.equal([{ kind: "subscription", reason: "there was no time left for the rest" }]);
    });

    it("asks in the version of the item's events before it calls it a difference", async () => {
        const fixture = syncFixture();
        fixture.stripe.lists.set("subscriptions", [subscription("sub_1")]);
        fixture.stripe.render = (object, version) => ({ ...object, shownIn: version });
        const shown = subscription("sub_1", { shownIn: "2020-08-27" });
        await fixture.record({ ...updated("evt_1", shown), api_version: "2020-08-27" } as StripeEvent);

        const { causes } = await run(fixture);

        expect(causes).to.deep.equal([]);
    });
});
