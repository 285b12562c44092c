import { expect } from "chai";

import type { Outcome } from "../../../../handlers/billing/outcome";
import type { LiveItem } from "../../../../cli/start/live/item";
import { type Digest, Pace } from "../../../../cli/start/live/pace";
import { type ManualClock, manualClock } from "local-cloud/testing";

const event = (outcome: Outcome): LiveItem => ({
    type: "event",
    eventId: "evt_1",
    eventType: "invoice.paid",
    outcome,
    reason: "",
});
const log: LiveItem = { type: "log", function: "tickets", level: "INFO", text: "", fields: {} };
const failure: LiveItem = {
    type: "failure",
    function: "tickets",
    error: { type: "Error", message: "full" },
    attempt: 1,
};

describe("Pace", () => {
    let clock: ManualClock;
    let shown: LiveItem[];
    let digests: Digest[];
    let pace: Pace;

    beforeEach(() => {
        clock = manualClock();
        shown = [];
        digests = [];
        pace = new Pace({
            clock,
            show: (item) => void shown.push(item),
            digest: (digest) => void digests.push(digest),
            limits: { events: 2, lines: 3, failures: 1 },
        });
    });

    it("counts a webhook that fails among the failures", async () => {
        const delivery = {
            eventId: "evt_1",
            eventType: "invoice.paid",
            url: "",
            status: 503,
            attempt: 1,
            milliseconds: 1,
        };

        add(3, { type: "delivery", ...delivery, delivered: false });
        await clock.advance(1000);

        expect(shown).to.have.length(1);
        expect(digests[0]).to.deep.include({ failed: 3, failures: { "Stripe's webhook": 2 } });
    });

    const add = (count: number, item: LiveItem) => Array.from({ length: count }, () => pace.add(item));

    it("shows each of a few, without a digest, and leaves no timer", async () => {
        add(2, event("applied"));
        add(3, log);
        await clock.advance(1000);

        expect(shown).to.have.length(5);
        expect(digests).to.deep.equal([]);
        expect(clock.pending()).to.equal(0);
    });

    it("tells in numbers what is beyond a second's limits", async () => {
        add(5, event("applied"));
        add(1, { type: "handled", subscription: "tickets", outcome: "done" });
        add(4, failure);
        add(10, log);
        await clock.advance(1000);

        expect(shown.map(({ type }) => type)).to.deep.equal(["event", "event", "failure", "log", "log", "log"]);
        expect(digests).to.deep.equal([
            {
                shown: 2,
                outcomes: { applied: 3 },
                handled: { tickets: 1 },
                failed: 4,
                failures: { tickets: 3 },
                lines: { tickets: 7 },
            },
        ]);
    });

    it("tells a whole second in numbers after a busy one, and shows each again after a quiet one", async () => {
        add(3, event("applied"));
        await clock.advance(1000);
        add(1, event("stale"));
        await clock.advance(1000);
        add(1, event("applied"));
        await clock.advance(1000);

        expect(digests.map(({ shown: one, outcomes }) => [one, outcomes])).to.deep.equal([
            [2, { applied: 1 }],
            [0, { stale: 1 }],
        ]);
        expect(shown).to.have.length(3);
        expect(clock.pending()).to.equal(0);
    });

    it("tells what it held when it is stopped", () => {
        add(3, event("applied"));

        pace.stop();

        expect(digests.map(({ outcomes }) => outcomes)).to.deep.equal([{ applied: 1 }]);
        expect(clock.pending()).to.equal(0);
    });
});
