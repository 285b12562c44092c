import { expect } from "chai";
import fc from "fast-check";
import { seededChooser } from "stripe-events";
import type { BillingItem } from "../../../handlers/billing/item";
import { readType } from "../../../handlers/billing/read";
import { countStoredBytes } from "../../../handlers/billing/storable-json";
import { entitlementSummaryKind } from "../../../handlers/billing/subject";
import { serialize, deliver, deliverInEveryOrder, shuffled } from "./deliver";
import { stripeEvent, subscription } from "./stripe-event";

/** Far more tangled than anything Stripe sends: whatever the set, its order must not show. */
const value = fc.constantFrom<unknown>(null, 1, "x", "y", true, [1], [1, 2], { k: 1 }, { k: 2, l: null }, {});

const body = fc.record(
    {
        status: fc.constantFrom("active", "past_due", "canceled", "incomplete_expired", "draft", "paid", "void"),
        metadata: value,
        p: value,
        q: value,
        customer: fc.constantFrom<unknown>("cus_1", "cus_2", { id: "cus_3" }, null),
        created: fc.constantFrom(1, 2, 3),
        deleted: fc.constantFrom(true, false),
        __proto__: fc.constant(1),
    },
    { requiredKeys: [] },
);

function makeEvents(kind: string, types: readonly string[]): fc.Arbitrary<object> {
    return fc
        .record({
            id: fc.constantFrom("evt_a", "evt_b", "evt_c", "evt_d", "evt_e", "evt_f", "evt_g"),
            type: fc.constantFrom(...types),
            created: fc.constantFrom(1, 2, 2, 3, 3, 3),
            api_version: fc.constantFrom("2026-08-26.dahlia", "2026-08-26.dahlia", "2020-08-27", "2015-01-26", null),
            livemode: fc.constantFrom(false, false, true),
            object: body,
            previous_attributes: fc.option(
                fc.record(
                    { status: fc.constantFrom("active", "draft", "canceled"), metadata: value, p: value, q: value },
                    { requiredKeys: [] },
                ),
                { nil: undefined },
            ),
        })
        .map(({ object, previous_attributes, ...event }) => ({
            ...event,
            object: "event",
            data: { object: { ...object, id: "x_1", object: kind }, previous_attributes },
        }));
}

const sets = fc.oneof(
    eventSets("subscription", [
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.paused",
        "customer.subscription.deleted",
    ]),
    eventSets("coupon", ["coupon.created", "coupon.updated", "coupon.deleted"]),
    eventSets("invoice", ["invoice.created", "invoice.updated", "invoice.updated", "invoice.paid", "invoice.deleted"]),
    eventSets("customer", ["customer.updated", "customer.deleted"]),
    eventSets("price", [`${entitlementSummaryKind}.updated`]).map((events) => events.map(toSummary)),
);

/** The event of a customer's entitlements, which begin empty, in place of one of another object with `p`. */
function toSummary(event: object): object {
    const { data, ...rest } = event as { data: { object: { p?: unknown }; previous_attributes?: { p?: unknown } } };
    const list = (p: unknown) => ({ entitlements: { data: Array.isArray(p) ? p : [] } });
    const previous = data.previous_attributes;
    return {
        ...rest,
        data: {
            object: { object: entitlementSummaryKind, customer: "cus_1", ...list(data.object.p) },
            ...(previous !== undefined && { previous_attributes: list(previous.p) }),
        },
    };
}

function eventSets(kind: string, types: readonly string[]): fc.Arbitrary<object[]> {
    return fc.array(makeEvents(kind, [...types, readType]), { minLength: 1, maxLength: 7, size: "max" });
}

describe("the item", function () {
    // Seconds of computing, on a machine that has much else to do.
    this.timeout(60_000);

    it("is the same for the same set of events and reads, whatever their order and however often each comes", () => {
        const property = fc.property(sets, (events) => void deliverInEveryOrder(events));

        fc.assert(property, { seed: 20261124, numRuns: 60 });
    });

    it("is the same when a second holds more events than are kept", () => {
        const items = inSomeOrders(60, 100);

        expect(new Set(items.map(serialize)).size).to.equal(1);
        expect(items[0]?.memory.seconds[0]?.events).to.have.length(24);
        expect(items[0]?.ambiguous).to.equal(true);
    });

    it("is the same when a second holds more bytes than are kept, and an item stays within what DynamoDB takes", () => {
        const items = inSomeOrders(24, 70_000);

        expect(new Set(items.map(serialize)).size).to.equal(1);
        expect(items[0]?.memory.seconds[0]?.events).to.have.length.within(2, 11);
        expect(items[0]?.ambiguous).to.equal(true);
        expect(countStoredBytes(items[0])).to.be.below(400 * 1024);
    });
});

/** Items of one set of events in two seconds, each made in another order. */
function inSomeOrders(count: number, noteLength: number): BillingItem[] {
    const choose = seededChooser(7);
    const events = Array.from({ length: count }, (_, index) =>
        stripeEvent(subscription({ metadata: { n: String(index) }, note: "x".repeat(choose(noteLength)) }), {
            id: `evt_${choose(1000)}_${index}`,
            created: 1000 + (index % 2),
            previous: { metadata: { n: String(choose(count)) } },
        }),
    );
    return Array.from({ length: 4 }, () =>
        deliver([...shuffled(events, choose), ...shuffled(events, choose).slice(0, 5)]),
    );
}
