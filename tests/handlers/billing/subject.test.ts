import { expect } from "chai";
import fc from "fast-check";
import { readSubject } from "../../../handlers/billing/subject";
import { customer, stripeEvent, subscription } from "./stripe-event";

describe("the subject of an event", () => {
    it("is its object, with what the event says of it", () => {
        const event = stripeEvent(subscription(), { id: "evt_9", previous: { status: "trialing" }, account: "acct_1" });

        expect(readSubject(event)).to.deep.equal({
            account: "acct_1",
            objectId: "sub_1",
            kind: "subscription",
            object: subscription(),
            previous: { status: "trialing" },
            eventId: "evt_9",
            eventType: "customer.subscription.updated",
            created: 1000,
            livemode: false,
            apiVersion: "2026-08-26.dahlia",
        });
    });

    it("belongs to the platform when the event names no account", () => {
        expect(readSubject(stripeEvent(subscription()))).to.include({ account: "platform" });
    });

    it("belongs to the account of an Organization that the event's context names, path and all", () => {
        const event = (origin: object) => ({ ...stripeEvent(subscription()), ...origin });
        const path = "acct_1/acct_2";

        expect(readSubject(event({ context: path }))).to.include({ account: path, context: path });
        expect(readSubject(event({ context: path, account: "acct_2" }))).to.include({
            account: "acct_2",
            context: path,
        });
        expect(readSubject(event({ context: null, account: 1 })))
            .to.include({ account: "platform" })
            .and.not.have.property("context");
    });

    it("is recorded for types, kinds and API versions that nobody has heard of", () => {
        const event = stripeEvent(
            { id: "zz_1", object: "quantum_ledger" },
            { type: "quantum_ledger.entangled", apiVersion: "2011-01-01" },
        );

        expect(readSubject(event)).to.include({ objectId: "zz_1", kind: "quantum_ledger" });
    });

    const ignored: [what: string, event: unknown, reason: string][] = [
        ["an upcoming invoice, which has no id", stripeEvent({ object: "invoice" }), "the invoice has no id"],
        ["an empty id", stripeEvent({ object: "invoice", id: "" }), "the invoice has no id"],
        ["an id longer than Stripe's", stripeEvent(customer({ id: "c".repeat(256) })), "the customer has no id"],
        ["an id that no table can keep", stripeEvent(customer({ id: "c\ud800" })), "the customer has no id"],
        [
            "a kind longer than a key",
            stripeEvent({ id: "x_1", object: "é".repeat(128) }),
            "the object does not say what it is",
        ],
        ["a list", stripeEvent({ object: "list", id: "x" }), "a list is not an object of its own"],
        ["an object that is nothing", stripeEvent({ id: "x_1" }), "the object does not say what it is"],
        [
            "a thin event",
            { id: "evt_1", object: "v2.core.event", type: "v1.x" },
            "a thin event, and the stack has no stripeApiKey to read its snapshot with",
        ],
        [
            "a thin event of API v2",
            { id: "evt_1", object: "v2.core.event", type: "v2.x" },
            "a thin event of API v2, whose objects the state does not keep",
        ],
        ["no event", { id: "cus_1", object: "customer" }, "not an event: its `object` is not `event`"],
        ["an event without data", { ...stripeEvent({}), data: null }, "the event carries no object"],
        ["an object that is an array", { ...stripeEvent({}), data: { object: [] } }, "the event carries no object"],
        ["an event without a type", { ...stripeEvent(customer()), type: 1 }, "the event has no id or no type"],
        ...[undefined, null, "1000", 1.5, -1, Number.NaN].map((created): [string, unknown, string] => [
            `created ${created}`,
            { ...stripeEvent(customer()), created },
            "the event's `created` is not a number of seconds",
        ]),
    ];
    for (const [what, event, reason] of ignored) {
        it(`is missing, with the reason, from ${what}`, () => {
            expect(readSubject(event)).to.deep.equal({ ignored: reason });
        });
    }

    it("never throws, whatever the JSON", () => {
        const property = fc.property(fc.jsonValue(), fc.jsonValue(), (whole, object) => {
            readSubject(whole);
            readSubject({ ...stripeEvent({}), data: object });
            readSubject({ ...stripeEvent({}), data: { object } });
        });

        fc.assert(property, { seed: 1, numRuns: 300 });
    });
});
