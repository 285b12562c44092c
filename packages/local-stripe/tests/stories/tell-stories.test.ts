import { expect } from "chai";

import type { SnapshotEvent } from "../../src/state/stripe-object";
import { StripeState } from "../../src/state/stripe-state";
import { readAsked } from "../../src/stories/asked";
import { type Made, tellStories, type Told } from "../../src/stories/tell-stories";
import type { DeliveryFault } from "../../src/webhooks/delivery-faults";

const now = Date.UTC(2026, 10, 27, 12);

describe("stories that are told together", () => {
    let state: StripeState;
    let disturbed: [SnapshotEvent, DeliveryFault][];

    beforeEach(() => {
        state = new StripeState({ now: () => now });
        disturbed = [];
    });

    afterEach(() => state.close());

    async function tell(asked: object): Promise<{ told: Told[]; made: Made }> {
        const dispatcher = { disturb: (...given: [SnapshotEvent, DeliveryFault]) => void disturbed.push(given) };
        const telling = tellStories({ state, dispatcher }, readAsked(asked));
        const told: Told[] = [];
        let next = await telling.next();
        while (next.done !== true) {
            told.push(next.value);
            next = await telling.next();
        }
        return { told, made: next.value };
    }

    it("go on in turns, as their times are", async () => {
        const { told, made } = await tell({ name: "renewal", count: 5, seed: "1" });

        const times = told.map(({ event }) => event.created);
        const renewed = told.filter(({ event }) => event.type === "customer.subscription.updated");
        const turns = renewed.filter(({ event }, index) => event.objectId !== renewed[index - 1]?.event.objectId);
        expect(times).to.deep.equal([...times].sort((a, b) => a - b));
        expect(turns.length).to.be.greaterThan(10);
        expect([made.events, made.customers.length, made.subscriptions.length]).to.deep.equal([told.length, 5, 5]);
        expect(
            state
                .list("subscription", { limit: 9 })
                .data.map(({ id }) => id)
                .toSorted(),
        ).to.deep.equal(made.subscriptions.toSorted());
    });

    it("are the same for the same seed, the faults of their events too", async () => {
        const asked = { name: "all", seed: "1", drop: 0.1, duplicate: 0.2, shuffle: true };
        const first = await tell(asked);
        state.close();
        state = new StripeState({ now: () => now });

        const second = await tell(asked);

        expect(second).to.deep.equal(first);
        expect(disturbed.slice(0, first.told.length)).to.deep.equal(disturbed.slice(first.told.length));
    });

    it("have about the faults that were asked for", async () => {
        const { made } = await tell({ name: "all", count: 3, seed: "1", drop: 0.1, duplicate: 0.2, shuffle: true });

        expect(made.dropped / made.events).to.be.within(0.07, 0.13);
        expect(made.duplicated / (made.events - made.dropped)).to.be.within(0.16, 0.24);
        expect(disturbed.filter(([, { isDropped }]) => isDropped).length).to.equal(made.dropped);
        expect(new Set(disturbed.map(([, { delayMs }]) => delayMs)).size).to.be.greaterThan(100);
    });

    it("leave events out that are never made, and end in an alert of each", async () => {
        const asked = { name: "all", seed: "1" };
        const whole = await tell(asked);
        state.close();
        state = new StripeState({ now: () => now });

        const { told, made } = await tell({ ...asked, unmade: 0.3 });

        const alerts = told.filter(({ event }) => event.type === "v2.core.health.event_generation_failure.resolved");
        expect(made.unmade / whole.made.events).to.be.within(0.2, 0.4);
        expect(alerts).to.have.length(made.unmade);
        expect(alerts.map(({ event }) => event.created)).to.deep.equal(alerts.map(() => now / 1000));
        expect(told.slice(-alerts.length)).to.deep.equal(alerts);
        expect(made.events).to.equal(told.length);
        expect([made.customers.length, made.subscriptions.length]).to.deep.equal([
            whole.made.customers.length,
            whole.made.subscriptions.length,
        ]);
        expect(disturbed.slice(-told.length).map(([{ id }]) => id)).to.deep.equal(told.map(({ event }) => event.id));
    });

    it("say so when they were told with this seed before", async () => {
        await tell({ name: "refund", seed: "1" });

        const error = await tell({ name: "refund", seed: "1" }).then(
            () => undefined,
            ({ message }: Error) => message,
        );

        expect(error).to.match(/^there is a customer cus_\w+ already: the story was told with this seed before$/);
    });

    for (const [asked, message] of [
        [{ name: "renewel" }, /^name must be "all" or a story's: .*renewal/],
        [{ name: "renewal", count: 1001 }, /^count must be a whole number from 1 to 1000$/],
        [{ name: "renewal", drop: 2 }, /^drop must be a share from 0 to 1$/],
        [{ name: "renewal", unmade: -1 }, /^unmade must be a share from 0 to 1$/],
        [{ name: "renewal", seed: 1 }, /^seed must be text$/],
    ] as const) {
        it(`are refused when asked for as ${JSON.stringify(asked)}`, () => {
            expect(() => readAsked(asked)).to.throw(message);
        });
    }
});
