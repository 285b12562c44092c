import { expect } from "chai";
import { decide } from "../../../handlers/billing/decide";
import { deliver, deliverInEveryOrder } from "./deliver";
import { invoice, stripeEvent, subscription, type EventOptions } from "./stripe-event";

type Hash = Record<string, unknown>;

const updated = (changes: Hash, options: EventOptions) => stripeEvent(subscription(changes), options);

describe("deciding within one second", () => {
    it("puts creation first, even when its id is the greatest", () => {
        const item = deliverInEveryOrder([
            updated({ status: "incomplete" }, { id: "evt_9", type: "customer.subscription.created" }),
            updated({ status: "active" }, { id: "evt_1", previous: { status: "incomplete" } }),
        ]);

        expect(item).to.include({ status: "active" }).and.not.have.property("ambiguous");
    });

    it("follows a chain of changes over nested members and arrays", () => {
        const items = (quantity: number) => ({ data: [{ id: "si_1", quantity }] });
        const item = deliverInEveryOrder([
            updated({ items: items(2) }, { id: "evt_3", previous: { items: items(1) } }),
            updated({ items: items(2), metadata: { a: "1" } }, { id: "evt_2", previous: { metadata: { a: null } } }),
            updated({ items: items(3), metadata: { a: "1" } }, { id: "evt_1", previous: { items: items(2) } }),
        ]);

        expect(item).to.include({ eventId: "evt_1" }).and.not.have.property("ambiguous");
    });

    it("takes null and absent for one, because Stripe writes null for what was not there", () => {
        const paused = { behavior: "void", resumes_at: null };
        const item = deliverInEveryOrder([
            updated({ pause_collection: null }, { id: "evt_1", created: 999 }),
            updated({ pause_collection: paused }, { id: "evt_3", previous: { pause_collection: null } }),
            updated({ pause_collection: null }, { id: "evt_2", previous: { pause_collection: { behavior: "void" } } }),
        ]);

        expect(item.object).to.deep.include({ pause_collection: null });
        expect(item).to.not.have.property("ambiguous");
    });

    it("remembers the events of the second by ascending id", () => {
        const item = deliver(["evt_2", "evt_3", "evt_1"].map((id) => updated({}, { id })));

        expect(item.memory.seconds[0]?.events.map(({ id }) => id)).to.deep.equal(["evt_1", "evt_2", "evt_3"]);
    });

    it("ends a closed trail at the state of the second before", () => {
        const flip = (before: boolean, id: string) =>
            updated({ cancel_at_period_end: !before }, { id, previous: { cancel_at_period_end: before } });
        const start = updated({ cancel_at_period_end: true }, { id: "evt_1", created: 999 });

        const known = deliverInEveryOrder([start, flip(true, "evt_3"), flip(false, "evt_2")]);
        const unknown = deliverInEveryOrder([flip(true, "evt_3"), flip(false, "evt_2")]);

        expect(known.object).to.include({ cancel_at_period_end: true });
        expect(known).to.not.have.property("ambiguous");
        expect(unknown).to.include({ eventId: "evt_3", ambiguous: true });
    });

    it("lets a late event of the second before tell where a closed trail ends", () => {
        const flip = (before: boolean, id: string) =>
            updated({ cancel_at_period_end: !before }, { id, previous: { cancel_at_period_end: before } });
        const item = deliver([flip(true, "evt_3"), flip(false, "evt_2")]);

        const start = updated({ cancel_at_period_end: true }, { id: "evt_1", created: 999 });
        const { outcome, next } = decide(item, start);

        expect(item.object).to.include({ cancel_at_period_end: false });
        expect(outcome).to.equal("applied");
        expect(next?.object).to.include({ cancel_at_period_end: true });
    });

    it("tells that an event is the state, when another one reveals it", () => {
        const a = updated({ metadata: { n: "2" } }, { id: "evt_1", previous: { metadata: { n: "1" } } });
        const b = updated({ metadata: { n: "4" } }, { id: "evt_2", previous: { metadata: { n: "3" } } });
        const link = updated({ metadata: { n: "1" } }, { id: "evt_0", previous: { metadata: { n: "4" } } });
        const item = deliver([a, b]);

        const { outcome, reason, next } = decide(item, link);

        expect(item).to.include({ eventId: "evt_2", ambiguous: true });
        expect(outcome).to.equal("applied");
        expect(reason).to.match(/^it shows that customer.subscription.updated evt_1 is the last event of its second/);
        expect(next).to.include({ eventId: "evt_1" }).and.not.have.property("ambiguous");
    });

    it("takes one state for one, though several types of events carry it", () => {
        const paid = invoice({ status: "paid" });
        const item = deliverInEveryOrder([
            stripeEvent(paid, { id: "evt_3", type: "invoice.paid" }),
            stripeEvent(paid, { id: "evt_1", type: "invoice.payment_succeeded" }),
            stripeEvent(paid, { id: "evt_2", type: "invoice.updated", previous: { status: "open" } }),
            stripeEvent(invoice({ status: "open" }), { id: "evt_9", type: "invoice.finalized" }),
        ]);

        expect(item).to.include({ status: "paid", eventId: "evt_3" }).and.not.have.property("ambiguous");
    });

    it("asks the life cycle when the events do not tell what changed", () => {
        const intent = (status: string, id: string) =>
            stripeEvent({ id: "pi_1", object: "payment_intent", status }, { id, type: `payment_intent.${status}` });

        const item = deliverInEveryOrder([
            intent("succeeded", "evt_1"),
            intent("processing", "evt_2"),
            intent("requires_action", "evt_3"),
        ]);

        expect(item).to.include({ status: "succeeded" }).and.not.have.property("ambiguous");
    });

    it("takes a dispute's funds for reinstated when its transactions say so, though the event's id is the least", () => {
        const dispute = (...transactions: string[]) => ({
            id: "dp_1",
            object: "dispute",
            charge: "ch_1",
            status: "won",
            balance_transactions: transactions.map((id) => ({ id, amount: 851 })),
        });

        const item = deliverInEveryOrder([
            stripeEvent(dispute("txn_1"), { id: "evt_9", type: "charge.dispute.closed" }),
            stripeEvent(dispute("txn_1", "txn_2"), { id: "evt_1", type: "charge.dispute.funds_reinstated" }),
        ]);

        expect(item.object).to.deep.equal(dispute("txn_1", "txn_2"));
        expect(item).to.include({ eventId: "evt_1" }).and.not.have.property("ambiguous");
    });

    it("tells events of one id apart by their types, as Stripe's old test webhooks have one id for all", () => {
        const test = (status: string, type: string) => stripeEvent(invoice({ status }), { id: "evt_0", type });

        const item = deliverInEveryOrder([
            test("paid", "invoice.paid"),
            test("draft", "invoice.created"),
            test("open", "invoice.finalized"),
        ]);

        expect(item).to.include({ status: "paid", eventType: "invoice.paid" }).and.not.have.property("ambiguous");
        expect(item.memory.seconds[0]?.events).to.have.length(3);
    });

    it("takes the greatest id when nothing tells, and says so", () => {
        const intent = (status: string, id: string) =>
            stripeEvent({ id: "pi_1", object: "payment_intent", status }, { id, type: `payment_intent.${status}` });
        const item = deliver([intent("requires_action", "evt_2")]);

        const { outcome, reason, next } = decide(item, intent("processing", "evt_1"));

        expect(outcome).to.equal("ambiguous");
        expect(reason).to.equal(
            "payment_intent.requires_action evt_2 is used: nothing shows which event of its second came last, so the greatest id is used",
        );
        expect(next).to.include({ eventId: "evt_2", ambiguous: true });
    });

    it("is no longer ambiguous once the second is over", () => {
        const intent = (status: string, id: string, created = 1000) =>
            stripeEvent({ id: "pi_1", object: "payment_intent", status }, { id, created });

        const item = deliverInEveryOrder([
            intent("requires_action", "evt_2"),
            intent("processing", "evt_1"),
            intent("requires_action", "evt_0", 1001),
        ]);

        expect(item).to.not.have.property("ambiguous");
    });

    it("reads only whole arrays: very old API versions tell of single elements", () => {
        const old = { apiVersion: "2016-07-06" };
        const items = (quantity: number) => ({ data: [{ id: "si_1", quantity }] });
        const item = deliverInEveryOrder([
            updated({ items: items(2) }, { ...old, id: "evt_2", previous: { items: { data: [{ quantity: 1 }] } } }),
            updated({ items: items(3) }, { ...old, id: "evt_1", previous: { items: { data: [{ quantity: 2 }] } } }),
        ]);

        expect(item).to.include({ eventId: "evt_2", ambiguous: true });
    });
});
