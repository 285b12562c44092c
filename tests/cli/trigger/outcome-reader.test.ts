import { expect } from "chai";

import type { DeliveredEvent } from "local-cloud";
import type { LedgerEntry } from "../../../handlers/record-tables";
import { OutcomeReader } from "../../../cli/trigger/outcome-reader";
import { delivery } from "../fake-stack";

describe("OutcomeReader", () => {
    let ledger: LedgerEntry[];
    let delivered: DeliveredEvent[] | undefined;
    let reader: OutcomeReader;

    beforeEach(() => {
        ledger = [];
        delivered = [];
        reader = new OutcomeReader(
            {
                ledgerEntries: (ids) => Promise.resolve(ledger.filter(({ eventId }) => ids.includes(eventId))),
                deliveries: () => Promise.resolve(delivered && [...delivered]),
            },
            10,
        );
    });

    const event = { id: "evt_1", type: "invoice.paid" };
    const record = (entry: Pick<LedgerEntry, "eventId" | "eventType" | "outcome"> & Partial<LedgerEntry>) =>
        ledger.push({ reason: "its reason", recordedAt: "2026-11-24T00:00:00.000Z", expiresAt: 0, ...entry });
    const arrive = (eventId: string) =>
        delivered?.push({
            eventId,
            detailId: "evt_1",
            detailType: "invoice.paid",
            deliveries: [delivery("billing-state-0123abc")],
        });

    it("waits for the event that was sent, not for one with its id from before", async () => {
        arrive("bus-1");
        record({ eventId: "evt_1", eventType: "invoice.paid", outcome: "applied" });
        await reader.note(event);

        const tooEarly = await reader.settled(["evt_1"]);
        arrive("bus-2");
        const [settled] = await reader.settled(["evt_1"]);

        expect(tooEarly).to.deep.equal([]);
        expect(settled).to.include({ outcome: "duplicate", reason: "recorded before as applied" });
    });

    it("takes no event for a duplicate of one with its id and another type", async () => {
        record({ eventId: "evt_1", eventType: "charge.succeeded", outcome: "applied" });
        await reader.note(event);
        arrive("bus-1");

        const tooEarly = await reader.settled(["evt_1"]);
        record({ eventId: "evt_1#invoice.paid", eventType: "invoice.paid", outcome: "stale", reason: "older" });
        const [settled] = await reader.settled(["evt_1"]);

        expect(tooEarly).to.deep.equal([]);
        expect(settled).to.include({ outcome: "stale", reason: "older" });
    });

    it("goes by the ledger alone where nobody tells of subscriptions", async () => {
        delivered = undefined;
        await reader.note(event);
        record({ eventId: "evt_1", eventType: "invoice.paid", outcome: "applied" });

        const [settled] = await reader.settled(["evt_1"]);

        expect(settled).to.deep.include({ outcome: "applied", subscribers: undefined });
    });

    it("says that an event did not come to the bus", async () => {
        await reader.note(event);
        await reader.settled(["evt_1"]);

        expect(reader.overdue("evt_1")).to.equal(
            "evt_1 was accepted, but not put on the bus in 10 s: an event of the other mode is left aside",
        );
    });
});
