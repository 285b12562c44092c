import { expect } from "chai";

import { decide } from "../../../handlers/billing/decide";
import { stripeEvent } from "./stripe-event";

type Hash = Record<string, unknown>;

describe("the key by which an object is found with its customer", () => {
    const item = (object: Hash, account?: string) =>
        decide(undefined, stripeEvent({ id: "x_1", object: "refund", ...object }, { account })).next;
    const findKey = (object: Hash, account?: string) => item(object, account)?.customerKey;

    it("is the customer's, expanded or not, whatever else the object names", () => {
        expect(findKey({ customer: "cus_1", charge: "ch_1" })).to.equal("platform#cus_1");
        expect(findKey({ customer: { id: "cus_1", object: "customer" } })).to.equal("platform#cus_1");
        expect(findKey({ customer: "cus_1" }, "acct_1")).to.equal("acct_1#cus_1");
    });

    it("is that of the account which is the customer, where the object names no other", () => {
        const account = { customer: null, customer_account: "acct_9", charge: "ch_1" };
        expect(item(account)).to.include({ customerId: "acct_9", customerKey: "platform#acct_9" });
        expect(findKey({ ...account, customer: "cus_1" })).to.equal("platform#cus_1");
        expect(findKey({ object: "customer", id: "cus_1", customer_account: "acct_9" })).to.equal("platform#cus_1");
    });

    it("has that of the account beside it, where the object gives both of a customer's ids", () => {
        const both = { customer: "cus_1", customer_account: "acct_9" };
        const key = { customerAccountKey: "acct_1#acct_9" };
        expect(item(both, "acct_1")).to.include({ ...key, customerId: "cus_1", customerKey: "acct_1#cus_1" });
        expect(item({ object: "customer", id: "cus_1", customer_account: "acct_9" }, "acct_1")).to.include(key);
        for (const one of [
            { customer: "cus_1" },
            { customer_account: "acct_9" },
            { ...both, customer_account: null },
        ]) {
            expect(item(one)).to.not.have.property("customerAccountKey");
        }
    });

    it("is the charge's where the object names no customer, else the payment intent's", () => {
        expect(findKey({ charge: "ch_1", payment_intent: "pi_1" })).to.equal("platform#ch_1");
        expect(findKey({ charge: "py_1" })).to.equal("platform#py_1");
        expect(findKey({ charge: { id: "ch_1", object: "charge", customer: "cus_1" } })).to.equal("platform#ch_1");
        expect(findKey({ customer: null, charge: null, payment_intent: "pi_1" })).to.equal("platform#pi_1");
        expect(findKey({ payment_intent: { id: "pi_1" } }, "acct_1")).to.equal("acct_1#pi_1");
    });

    it("is not what a member of that name holds besides, and there is none where nothing is named", () => {
        expect(findKey({ charge: "automatic", payment_intent: "pi_1" })).to.equal("platform#pi_1");
        expect(item({ charge: true, payment_intent: null })).to.not.have.property("customerKey");
    });

    it("does not make a customer of a charge", () => {
        expect(item({ charge: "ch_1" })).to.not.have.property("customerId");
    });

    it("stays with a tombstone whose object no longer names the customer", () => {
        const known = stripeEvent({ id: "x_1", object: "card", customer: "cus_1" }, { id: "evt_1", created: 1 });
        const gone = stripeEvent(
            { id: "x_1", object: "card" },
            { id: "evt_2", created: 2, type: "customer.source.deleted" },
        );

        const tombstone = decide(decide(undefined, known).next, gone).next;

        expect(tombstone).to.include({ deleted: true, customerId: "cus_1", customerKey: "platform#cus_1" });
    });
});
