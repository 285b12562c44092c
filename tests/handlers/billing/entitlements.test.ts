import { expect } from "chai";
import fc from "fast-check";

import { makeReadEvent } from "../../../handlers/billing/read";
import { resolveAmbiguous } from "../../../handlers/billing/resolve-ambiguous";
import { readSubject } from "../../../handlers/billing/subject";
import { deliverInEveryOrder } from "./deliver";
import { type EventOptions, stripeEvent } from "./stripe-event";

type Hash = Record<string, unknown>;

const type = "entitlements.active_entitlement_summary.updated";
const data = (...keys: string[]) => keys.map((lookup_key) => ({ id: `ent_${lookup_key}`, lookup_key }));

function summary(list: Hash, changes: Hash = {}): Hash & { object: string } {
    return {
        object: "entitlements.active_entitlement_summary",
        customer: "cus_1",
        entitlements: { object: "list", has_more: false, url: "/v1/customer/cus_1/entitlements", ...list },
        livemode: false,
        ...changes,
    };
}

const updated = (list: Hash, options: EventOptions = {}) => stripeEvent(summary(list), { type, ...options });

/** The events of one second that lead from each list to the next, with these ids. */
const changes = (lists: readonly string[][], ids: readonly string[]) =>
    lists
        .slice(1)
        .map((keys, index) =>
            updated(
                { data: data(...keys) },
                { id: ids[index], previous: { entitlements: { data: data(...(lists[index] ?? [])) } } },
            ),
        );

/** Ids of events, in any order. */
const ids = fc.shuffledSubarray(["evt_1", "evt_2", "evt_3", "evt_4", "evt_5"], { minLength: 5 });

/** Lists, each another than the one before. */
const ways = (lists: string[][]) =>
    fc
        .array(fc.constantFrom(...lists), { minLength: 1, maxLength: 5 })
        .map((way) => way.filter((list, index) => list !== way[index - 1]));

describe("what a customer is entitled to", () => {
    it("is found by the customer, as the event's object has no id", () => {
        const subject = readSubject(updated({ data: data("a") }, { account: "acct_1", livemode: true }));

        expect(subject).to.include({
            account: "acct_1",
            objectId: "cus_1",
            kind: "entitlements.active_entitlement_summary",
            livemode: true,
        });
    });

    for (const [what, customer] of [
        ["no customer", undefined],
        ["a customer without an id", {}],
    ]) {
        it(`is ignored with ${what as string}`, () => {
            expect(readSubject(stripeEvent(summary({}, { customer }), { type }))).to.deep.equal({
                ignored: "the entitlements.active_entitlement_summary has no id",
            });
        });
    }

    it("is an item of the customer's, with the newest second's list", () => {
        const item = deliverInEveryOrder([
            updated({ data: data("a") }, { id: "evt_3", created: 999, previous: { entitlements: { data: [] } } }),
            updated({ data: [] }, { id: "evt_1", created: 1001, previous: { entitlements: { data: data("a") } } }),
            updated({ data: data("a", "b") }, { id: "evt_2", previous: { entitlements: { data: data("a") } } }),
        ]);

        expect(item).to.include({
            objectKey: "platform#entitlements.active_entitlement_summary#cus_1",
            customerId: "cus_1",
            customerKey: "platform#cus_1",
            eventId: "evt_1",
        });
        expect(item.object).to.deep.equal(summary({ data: [] }));
    });

    it("follows the changes of one second, whatever their ids", () => {
        const item = deliverInEveryOrder([
            updated({ data: data("a") }, { id: "evt_3", previous: { entitlements: { data: [] } } }),
            updated({ data: data("a", "b") }, { id: "evt_1", previous: { entitlements: { data: data("a") } } }),
            updated({ data: data("b") }, { id: "evt_2", previous: { entitlements: { data: data("a", "b") } } }),
        ]);

        expect(item).to.include({ eventId: "evt_2" }).and.not.have.property("ambiguous");
    });

    it("follows a list that grows beyond ten and comes back, within one second", () => {
        const ten = data(..."abcdefghij");
        const item = deliverInEveryOrder([
            updated({ data: ten }, { id: "evt_9", previous: { entitlements: { data: ten.slice(0, 9) } } }),
            updated({ data: ten, has_more: true }, { id: "evt_1", previous: { entitlements: { has_more: false } } }),
            updated({ data: data("k") }, { id: "evt_5", previous: { entitlements: { data: ten, has_more: true } } }),
        ]);

        expect(item).to.include({ eventId: "evt_5" }).and.not.have.property("ambiguous");
    });

    it("is empty where it was given and taken within its first second", () => {
        const events = changes([[], ["a"], []], ["evt_2", "evt_1"]);

        const item = deliverInEveryOrder(events);

        expect(item.object).to.deep.equal(summary({ data: [] }));
        expect(item).to.not.have.property("ambiguous");
    });

    it("begins empty: whatever comes in its first second, it ends with what came last", () => {
        const property = fc.property(ways([[], ["a"], ["b"], ["a", "b"]]), ids, (way, names) => {
            const lists = way[0]?.length === 0 ? way : [[], ...way];
            fc.pre(lists.length > 1 && lists.length <= 6);

            const item = deliverInEveryOrder(changes(lists, names));

            expect(item.object).to.deep.equal(summary({ data: data(...(lists.at(-1) ?? [])) }));
            expect(item).to.not.have.property("ambiguous");
        });

        fc.assert(property, { seed: 20261127, numRuns: 100 });
    });

    it("is ambiguous after a circle of changes that were never from nothing or to nothing", () => {
        const property = fc.property(ways([["a"], ["b"], ["a", "b"]]), ids, (way, names) => {
            const lists = way[0] === way.at(-1) ? way : [...way, way[0] ?? []];
            fc.pre(lists.length > 2 && lists.length <= 6);

            expect(deliverInEveryOrder(changes(lists, names))).to.include({ ambiguous: true });
        });

        fc.assert(property, { seed: 20261127, numRuns: 100 });
    });

    it("is ambiguous after a circle in the second of a read, which tells nothing of what came before it", () => {
        const object = summary({ data: data("b") });
        const read = makeReadEvent({ account: "platform", object, readAt: 1000, livemode: false });

        const item = deliverInEveryOrder([read, ...changes([[], ["a"], []], ["evt_1", "evt_2"])]);

        expect(item).to.include({ ambiguous: true });
    });

    it("is settled by what Stripe lists of that customer, where it is ambiguous", () => {
        const item = deliverInEveryOrder(changes([["a"], ["b"], ["a"]], ["evt_1", "evt_2"]));
        const listed = summary({ data: data("b") });

        const settled = resolveAmbiguous(item, listed);

        expect(settled?.object).to.deep.equal(listed);
        expect(settled).to.not.have.property("ambiguous");
        expect(resolveAmbiguous(item, { ...listed, customer: "cus_2" })).to.equal(undefined);
    });

    it("begins with what the second before left, where there was one", () => {
        const before = updated({ data: data("a") }, { id: "evt_9", created: 999 });

        const item = deliverInEveryOrder([before, ...changes([["a"], [], ["a"]], ["evt_1", "evt_2"])]);

        expect(item.object).to.deep.equal(summary({ data: data("a") }));
        expect(item).to.not.have.property("ambiguous");
    });
});
