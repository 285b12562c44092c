import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { decide } from "../../../handlers/billing/decide";
import { readSubject } from "../../../handlers/billing/subject";

const folder = join(__dirname, "../../../../shared/data/stripe-events");

describe("Stripe's own events", () => {
    it("are all recorded (needs ../shared/data/stripe-events)", function () {
        if (!existsSync(folder)) {
            this.skip();
        }
        const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
        const events = names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as { type: string });

        const ignored = events.filter((event) => "ignored" in readSubject(event));

        expect(ignored).to.deep.equal([]);
        expect(names).to.have.length.above(60);
        for (const event of events) {
            const { outcome, next } = decide(undefined, event);
            expect(outcome).to.equal("applied");
            expect(next).to.include({ eventType: event.type, version: 1 });
            expect(decide(next, event)).to.deep.equal({ outcome: "duplicate", reason: "this event was seen before" });
        }
    });
});
