import { expect } from "chai";
import fc from "fast-check";
import { type kinds, makeLife, seededChooser } from "stripe-events";
import type { StripeEvent } from "../../../handlers/stripe-event";
import { stripeKinds } from "../../../handlers/stripe-kinds";
import { showsSame } from "../../../handlers/sync/compare";
import { start, syncFixture } from "./sync-fixture";

/** Where made-up lives begin, in seconds. */
const birth = 1_700_000_000;

describe("the state", () => {
    it("ends in step with Stripe, whatever was lost, late or twice, and whenever it was backfilled and repaired", async () => {
        const property = fc.asyncProperty(fc.nat({ max: 999_999 }), async (seed) => {
            const choose = seededChooser(seed);
            const fixture = syncFixture();
            const { stripe, record, backfill, reconcile, tables } = fixture;
            const kind = (["subscription", "invoice", "customer", "product", "payment_intent"] as const)[
                choose(5)
            ] as (typeof kinds)[number];
            const path = stripeKinds[kind]?.path ?? "";
            const life = makeLife(kind, choose);
            const late: StripeEvent[] = [];
            stripe.lists.set(path, []);
            const sync = () =>
                choose(2) === 0
                    ? backfill({ kinds: [kind] })
                    : reconcile({ kinds: [kind], repair: true, lagSeconds: choose(2) * 300 });

            for (const event of life.events) {
                const created = event.created - birth + start;
                await fixture.wait(Math.max(0, created * 1000 - fixture.now()));
                const { object } = event.data;
                const isGone = kind !== "subscription" && event.type.endsWith(".deleted");
                stripe.lists.set(path, isGone ? [] : [object]);
                const sent = { ...event, created } as StripeEvent;
                stripe.events.unshift({ ...sent });
                const fate = choose(4);
                if (fate < 2) {
                    await record(sent);
                }
                if (fate === 1 || fate === 2) {
                    late.push(sent);
                }
                if (choose(3) === 0) {
                    await sync();
                }
            }
            await fixture.wait(400_000);
            await reconcile({ kinds: [kind], repair: true });
            for (const event of late) {
                await record(event);
            }
            await fixture.wait(10_000);
            await reconcile({ kinds: [kind], repair: true });
            await fixture.wait(10_000);
            const again = await reconcile({ kinds: [kind], repair: false });

            expect(again.differences).to.deep.equal({});
            const [item] = tables.items.values();
            expect(item?.deleted ?? life.truth.deleted).to.equal(life.truth.deleted);
            expect(life.truth.deleted || (item !== undefined && showsSame(item.object, life.truth.object))).to.equal(
                true,
            );
            expect(item?.ambiguous).to.equal(undefined);
        });

        await fc.assert(property, { seed: 11, numRuns: 150, endOnFailure: true });
    });
});
