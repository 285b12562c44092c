import { expect } from "chai";
import { decide } from "../../../handlers/billing/decide";
import type { BillingItem } from "../../../handlers/billing/item";
import { deliver, deliverInEveryOrder } from "./deliver";
import { customer, invoice, stripeEvent, subscription, type EventOptions } from "./stripe-event";

type Hash = Record<string, unknown>;

const updated = (changes: Hash, options: EventOptions) => stripeEvent(subscription(changes), options);

describe("deciding", () => {
    describe("the first event of an object", () => {
        it("makes its item, with what people query", () => {
            const { outcome, reason, next } = decide(
                undefined,
                updated({ metadata: { a: "1" } }, { account: "acct_1" }),
            );

            expect({ outcome, reason }).to.deep.equal({ outcome: "applied", reason: "the object's first event" });
            expect(next).to.deep.equal({
                objectKey: "acct_1#subscription#sub_1",
                account: "acct_1",
                objectId: "sub_1",
                kind: "subscription",
                customerId: "cus_1",
                status: "active",
                livemode: false,
                deleted: false,
                object: subscription({ metadata: { a: "1" } }),
                eventId: "evt_1",
                eventType: "customer.subscription.updated",
                eventCreated: 1000,
                customerKey: "acct_1#cus_1",
                statusKey: "acct_1#subscription#active",
                version: 1,
                memory: {
                    seconds: [
                        {
                            created: 1000,
                            events: [
                                {
                                    id: "evt_1",
                                    type: "customer.subscription.updated",
                                    apiVersion: "2026-08-26.dahlia",
                                },
                            ],
                        },
                    ],
                },
            });
        });

        it("takes the id of an expanded customer, and a customer's own id", () => {
            expect(deliver([updated({ customer: { id: "cus_7", object: "customer" } }, {})]).customerId).to.equal(
                "cus_7",
            );
            expect(deliver([stripeEvent(customer(), { type: "customer.created" })]).customerId).to.equal("cus_1");
        });

        it("takes a status from a flag, and has none where Stripe has none", () => {
            const product = (active: boolean) => stripeEvent({ id: "prod_1", object: "product", active });

            expect(deliver([product(true)]).status).to.equal("active");
            expect(deliver([product(false)]).status).to.equal("inactive");
            expect(deliver([stripeEvent(customer())])).to.not.have.any.keys("status", "statusKey");
        });

        it("takes an Organization's accounts apart by their context", () => {
            const coupon = { id: "WELCOME10", object: "coupon" };
            const findKey = (context: string) => deliver([{ ...stripeEvent(coupon), context }]).objectKey;

            expect([findKey("acct_DE"), findKey("acct_US")]).to.deep.equal([
                "acct_DE#coupon#WELCOME10",
                "acct_US#coupon#WELCOME10",
            ]);
        });

        it("finds a dispute or refund by its charge, or else its payment intent, where it names no customer", () => {
            const findKeys = (object: object) => {
                const { customerId, customerKey } = deliver([stripeEvent({ id: "x_1", object: "refund", ...object })]);
                return { customerId, customerKey };
            };

            expect([
                findKeys({ charge: "ch_1", payment_intent: "pi_1" }),
                findKeys({ charge: { id: "py_1", object: "charge" } }),
                findKeys({ charge: "src_1", payment_intent: "pi_1" }),
                findKeys({ charge: "ch_1", customer: "cus_1" }),
                findKeys({ charge: null }),
            ]).to.deep.equal([
                { customerId: undefined, customerKey: "platform#ch_1" },
                { customerId: undefined, customerKey: "platform#py_1" },
                { customerId: undefined, customerKey: "platform#pi_1" },
                { customerId: "cus_1", customerKey: "platform#cus_1" },
                { customerId: undefined, customerKey: undefined },
            ]);
        });

        it("keeps apart the kinds that share ids, such as a plan and its price", () => {
            const findKey = (object: string) => deliver([stripeEvent({ id: "gold", object })]).objectKey;

            expect(["price", "plan", "product", "coupon"].map(findKey)).to.deep.equal([
                "platform#price#gold",
                "platform#plan#gold",
                "platform#product#gold",
                "platform#coupon#gold",
            ]);
        });
    });

    it("refuses an event without a subject, and the item of another object", () => {
        const item = deliver([updated({}, {})]);

        expect(() => decide(undefined, stripeEvent({ object: "invoice" }))).to.throw("the invoice has no id");
        expect(() => decide(item, updated({ id: "sub_2" }, {}))).to.throw(
            /evt_1 belongs to platform#subscription#sub_2.*platform#subscription#sub_1/,
        );
        expect(() => decide(item, updated({}, { account: "acct_1" }))).to.throw("acct_1#subscription#sub_1");
    });

    it("applies a newer second, and counts the write", () => {
        const item = deliver([updated({}, {})]);

        const { outcome, reason, next } = decide(item, updated({ status: "past_due" }, { id: "evt_0", created: 1001 }));

        expect({ outcome, reason }).to.deep.equal({
            outcome: "applied",
            reason: "newer than customer.subscription.updated evt_1",
        });
        expect(next).to.include({ status: "past_due", version: 2, eventCreated: 1001 });
    });

    it("writes nothing for a duplicate, of the current second or of the one before", () => {
        const item = deliver([updated({}, {}), updated({}, { id: "evt_2", created: 1001 })]);

        for (const event of [updated({}, {}), updated({}, { id: "evt_2", created: 1001 })]) {
            expect(decide(item, event)).to.deep.equal({ outcome: "duplicate", reason: "this event was seen before" });
        }
    });

    it("remembers a stale event of the second before, and forgets older ones", () => {
        const item = deliver([updated({}, { created: 1003 }), updated({}, { id: "evt_2", created: 1001 })]);

        const between = decide(item, updated({ status: "past_due" }, { id: "evt_3", created: 1002 }));
        const older = decide(item, updated({}, { id: "evt_4", created: 1000 }));

        expect(between).to.include({ outcome: "stale" });
        expect(between.next?.memory.seconds.map(({ created }) => created)).to.deep.equal([1003, 1002]);
        expect(older).to.deep.equal({
            outcome: "stale",
            reason: "customer.subscription.updated evt_1 is from a newer second",
        });
    });

    it("moves a subscription with the customer that it moves to", () => {
        const item = deliverInEveryOrder([
            updated({ customer: "cus_1" }, { id: "evt_2", type: "customer.subscription.created" }),
            updated({ customer: "cus_2" }, { id: "evt_1", previous: { customer: "cus_1" } }),
        ]);

        expect(item).to.include({ customerId: "cus_2", customerKey: "platform#cus_2" });
    });

    it("takes the seconds of a test clock as they are, ahead of the world's", () => {
        const ahead = 4_000_000_000;
        const item = deliverInEveryOrder([
            updated({}, { type: "customer.subscription.created" }),
            updated({ status: "past_due" }, { id: "evt_2", created: ahead }),
        ]);

        expect(item).to.include({ status: "past_due", eventCreated: ahead });
    });

    it("keeps what is queried of an object that is too large, and says that it is truncated", () => {
        const lines = {
            object: "list",
            data: Array.from({ length: 4000 }, (_, n) => ({ id: `il_${n}`, text: "x".repeat(90) })),
        };
        const large = (status: string, id: string, previous?: Hash) =>
            stripeEvent(invoice({ status, lines }), { id, type: "invoice.updated", ...(previous && { previous }) });

        const item = deliverInEveryOrder([
            large("open", "evt_2", { status: "draft" }),
            large("paid", "evt_1", { status: "open" }),
        ]);

        expect(item).to.include({ status: "paid", customerId: "cus_1", truncated: true });
        expect(item.object).to.not.have.property("lines");
        expect(JSON.stringify(item)).to.have.length.below(2000);
    });

    it("costs an item next to nothing to remember the usual one event a second", () => {
        const state = (n: number) => subscription({ metadata: { n: String(n) }, description: "x".repeat(4000) });
        const items = [1, 2, 3].map((n) =>
            stripeEvent(state(n), { id: `evt_${n}`, created: 1000 + n, previous: { metadata: { n: String(n - 1) } } }),
        );

        const { memory }: BillingItem = deliver(items);

        expect(memory.seconds.map(({ events }) => events.length)).to.deep.equal([1, 1]);
        expect(JSON.stringify(memory)).to.have.length.below(450);
    });
});
