import { expect } from "chai";

import { eventPatterns } from "../../../infra/selectors/event-patterns";
import { compilePattern } from "local-cloud";

/** How many of the patterns match an event of `type`. */
function matches(patterns: readonly string[], type: string, source = "stripe.com"): number {
    return patterns.filter((text) => compilePattern(text).matches({ source, "detail-type": type, detail: {} })).length;
}

describe("eventPatterns", () => {
    it("selects one type, from the receiver and from Stripe's partner source", () => {
        const patterns = eventPatterns(["invoice.paid"]);

        expect(matches(patterns, "invoice.paid")).to.equal(1);
        expect(matches(patterns, "invoice.paid", "aws.partner/stripe.com/ed_test_1")).to.equal(1);
        expect(matches(patterns, "invoice.paid", "my.app")).to.equal(0);
        expect(matches(patterns, "invoice.payment_failed")).to.equal(0);
    });

    it("selects a group with all that is below it, and nothing that only begins alike", () => {
        const patterns = eventPatterns(["customer.*"]);

        expect(matches(patterns, "customer.created")).to.equal(1);
        expect(matches(patterns, "customer.subscription.created")).to.equal(1);
        expect(matches(patterns, "customer_cash_balance_transaction.created")).to.equal(0);
    });

    it("selects everything with *, also among others", () => {
        expect(eventPatterns(["*"])).to.deep.equal(eventPatterns(["invoice.paid", "*"]));
        expect(matches(eventPatterns(["*"]), "v1.billing.meter.error_report_triggered")).to.equal(1);
    });

    it("says nothing twice", () => {
        const patterns = eventPatterns([
            "customer.created",
            "customer.*",
            "customer.subscription.*",
            "invoice.paid",
            "invoice.paid",
        ]);

        expect(patterns).to.deep.equal(eventPatterns(["customer.*", "invoice.paid"]));
    });

    it("splits a list that is too long for a rule, losing no type and matching none twice", () => {
        const types = Array.from({ length: 300 }, (_, index) => `issuing_authorization.kind_${index}`);

        const patterns = eventPatterns(types);

        expect(patterns.length).to.be.greaterThan(1);
        expect(Math.max(...patterns.map((text) => text.length))).to.be.at.most(2048);
        expect(types.map((type) => matches(patterns, type))).to.deep.equal(types.map(() => 1));
    });
});
