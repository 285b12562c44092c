import { expect } from "chai";

import type { SnapshotEvent, StripeObject } from "../../src/state/stripe-object";
import { StripeState } from "../../src/state/stripe-state";
import { stories } from "../../src/stories/stories";
import { day, hour } from "../../src/stories/story";
import { Telling } from "../../src/stories/telling";

const now = Date.UTC(2026, 10, 27, 12, 0, 0);

/** Tells a whole story; gives its events in the order in which they happened, and the state after it. */
function tell(story: (typeof stories)[number], seed = "1"): { state: StripeState; events: SnapshotEvent[] } {
    const state = new StripeState({ now: () => now });
    const telling = new Telling(state, story, seed, now / 1000);
    const events: SnapshotEvent[] = [];
    while (!telling.isOver) {
        events.push(...telling.step());
    }
    return { state, events };
}

describe("stories", () => {
    for (const story of stories) {
        describe(story.name, () => {
            const { state, events } = tell(story);
            const last = (kind: string) => events.filter(({ data }) => data.object.object === kind).at(-1)?.data.object;
            const all = (kind: string) => state.list(kind, { limit: 100 }).data as Amounts[];

            it("tells each change by what its members were before", () => {
                const known = new Map<string, StripeObject>();
                const wrong = events.flatMap(({ type, data: { object, previous_attributes: previous } }) => {
                    const before = known.get(object.id);
                    known.set(object.id, object);
                    // A change may be told by two events, such as refund.updated and charge.refund.updated.
                    const isToldAgain = JSON.stringify(before) === JSON.stringify(object);
                    return previous === undefined ||
                        isToldAgain ||
                        JSON.stringify(undo(object, previous)) === JSON.stringify(sorted(before))
                        ? []
                        : [type];
                });

                expect(wrong).to.deep.equal([]);
            });

            it("leaves every object as its last event shows it", () => {
                const shown = new Map(events.map(({ data: { object } }) => [object.id, object]));

                for (const [id, object] of shown) {
                    if (id !== undefined && object.deleted !== true) {
                        expect(state.get(object.object, id)).to.deep.equal(object);
                    }
                }
            });

            it("happens in the 30 days before now, in order, and ends in the last 25 hours", () => {
                const times = events.map(({ created }) => created);

                expect(times).to.deep.equal([...times].sort((a, b) => a - b));
                expect(times[0]).to.be.greaterThan(now / 1000 - 30 * day);
                expect(times.at(-1)).to.be.within(now / 1000 - day - hour, now / 1000);
            });

            it("has amounts that add up, and items that agree", () => {
                for (const invoice of all("invoice")) {
                    const lines = (invoice.lines?.data ?? []).map(({ amount }) => amount);
                    expect(lines.reduce((sum, amount) => sum + amount, 0)).to.equal(invoice.total);
                    expect(invoice.amount_paid + invoice.amount_remaining).to.equal(invoice.amount_due);
                }
                for (const { items } of all("subscription")) {
                    for (const item of items?.data ?? []) {
                        expect(state.get("subscription_item", item.id)).to.deep.equal(item);
                    }
                }
                for (const payment of all("payment_intent").filter(({ status }) => status === "succeeded")) {
                    const paid = all("charge").filter((one) => one.payment_intent === payment.id && one.paid);
                    expect(paid.map(({ amount }) => amount)).to.deep.equal([payment.amount]);
                }
                for (const charge of all("charge")) {
                    const refunds = all("refund").filter((refund) => refund.charge === charge.id);
                    expect(refunds.reduce((sum, { amount }) => sum + amount, 0)).to.equal(charge.amount_refunded);
                }
            });

            it("is the same for the same seed, and another for another", () => {
                expect(tell(story).events).to.deep.equal(events);
                expect(tell(story, "2").events).not.to.deep.equal(events);
            });

            it("says in its name what becomes of the subscription", () => {
                expect(last("subscription")?.status).to.equal(ends[story.name]);
            });
        });
    }

    it("have several changes of one object in the same second, as at Stripe", () => {
        const { events } = tell(stories.find(({ name }) => name === "metadata-edits")!);

        const seconds = events.map(({ created, data }) => `${created} ${data.object.id}`);

        expect(seconds.length - new Set(seconds).size).to.be.greaterThan(3);
    });
});

/** The subscription's status at the end of each story. */
const ends: Readonly<Record<string, string | undefined>> = {
    "checkout-to-active": "active",
    "checkout-expires": undefined,
    "trial-converts": "active",
    "trial-expires-unpaid": "unpaid",
    "pause-and-resume": "active",
    "trial-canceled": "canceled",
    renewal: "active",
    "renewal-fails-then-pays": "active",
    "renewal-fails-then-cancels": "canceled",
    "upgrade-mid-cycle": "active",
    "downgrade-at-period-end": "active",
    refund: "active",
    "partial-refund": "active",
    "refund-after-dispute": "active",
    "dispute-won": "active",
    "cancel-at-period-end": "canceled",
    "cancel-and-return": "active",
    "card-replaced": "active",
    "customer-deleted": "canceled",
    "metadata-edits": "canceled",
};

interface Amounts extends StripeObject {
    amount: number;
    amount_due: number;
    amount_paid: number;
    amount_refunded: number;
    amount_remaining: number;
    charge: string;
    items?: { data: { id: string }[] };
    lines?: { data: { amount: number }[] };
    paid: boolean;
    payment_intent: string;
    status: string;
    total: number;
}

type Fields = Record<string, unknown>;

/** The object as it was: null in `previous` may also say that there was nothing. */
function undo(object: Fields, previous: Fields): unknown {
    const before = Object.fromEntries(
        Object.entries({ ...object, ...previous }).map(([name]) => {
            const was = previous[name];
            if (!Object.hasOwn(previous, name)) {
                return [name, object[name]];
            }
            return [name, isFields(was) && isFields(object[name]) ? undo(object[name], was) : was];
        }),
    );
    return sorted(before);
}

/** In an order of its own, without what is null: that is as good as absent. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    if (!isFields(value)) {
        return value;
    }
    const kept = Object.entries(value).filter(([, member]) => member !== null);
    return Object.fromEntries(
        kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]),
    );
}

function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
