import { expect } from "chai";
import { compilePattern } from "local-cloud";

import { eventPatterns } from "../../../infra/selectors/event-patterns";
import { narrowToReplay, readReplayName, readSelectors } from "../../../infra/selectors/replay-pattern";

describe("narrowToReplay", () => {
    const narrow = (selectors: string[], types: string[]) =>
        narrowToReplay(eventPatterns(selectors)[0] as string, types, "again");
    const event = (type: string, more = {}) => ({ source: "stripe.com", "detail-type": type, detail: {}, ...more });
    const replayed = { "replay-name": "again" };

    it("matches the types of one replay's events, and neither live events nor another replay's", () => {
        const pattern = compilePattern(narrow(["*"], ["invoice.paid", "customer.subscription.*"]) as string);

        expect(pattern.matches(event("invoice.paid", replayed))).to.equal(true);
        expect(pattern.matches(event("customer.subscription.deleted", replayed))).to.equal(true);
        expect(pattern.matches(event("customer.created", replayed))).to.equal(false);
        expect(pattern.matches(event("invoice.paid"))).to.equal(false);
        expect(pattern.matches(event("invoice.paid", { "replay-name": "another" }))).to.equal(false);
        expect(pattern.matches(event("invoice.paid", { ...replayed, source: "my.app" }))).to.equal(false);
    });

    it("takes no more than the rule does", () => {
        const both = narrow(
            ["customer.*", "invoice.paid"],
            ["customer.subscription.*", "invoice.*", "charge.refunded"],
        );

        expect(readSelectors(both as string)).to.have.members(["customer.subscription.*", "invoice.paid"]);
    });

    it("takes all that the rule does for *", () => {
        expect(readSelectors(narrow(["*"], ["*"]) as string)).to.deep.equal(["*"]);
        expect(readSelectors(narrow(["invoice.*"], ["*"]) as string)).to.deep.equal(["invoice.*"]);
    });

    it("is nothing where the rule takes none of the types", () => {
        expect(narrow(["customer.*"], ["invoice.paid", "customer_cash_balance_transaction.created"])).to.equal(
            undefined,
        );
    });

    it("says for which replay a pattern is, of those that it made", () => {
        expect(readReplayName(narrow(["*"], ["invoice.paid"]) as string)).to.equal("again");
        expect(readReplayName(eventPatterns(["*"])[0] as string)).to.equal(undefined);
        expect(readReplayName('{"replay-name":[{"exists":false}]}')).to.equal(undefined);
    });
});
