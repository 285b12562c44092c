import { expect } from "chai";

import type { EventFilters, EventRow } from "../../../cli/events/event-row";
import { listEvents } from "../../../cli/events/read-events";
import type { StackFunction } from "../../../cli/deployment";
import { fakeLogs, type Written } from "./fake-logs";

const functionOf = (name: string, role: StackFunction["role"], service = name): StackFunction => ({
    role,
    functionName: name,
    logGroupName: name,
    service,
});
const functions = {
    receive: functionOf("receive", "receiver", "receiver"),
    state: functionOf("state", "subscription", "recorder"),
    tickets: functionOf("tickets", "subscription"),
    access: functionOf("access", "change-subscription"),
    sync: functionOf("sync", "sync"),
};

/** The lines of an event, by the last digit of its ids. */
const ids = (n: number, more = {}) => ({
    eventId: `evt_${n}`,
    eventType: "invoice.paid",
    busEventId: `bus-${n}`,
    ...more,
});
const received = (n: number, more = {}) => ({ message: "received", ...ids(n, { customerId: `cus_${n}`, ...more }) });
const decided = (n: number, outcome = "applied", more = {}) => ({
    message: outcome,
    ...ids(n, { objectId: `in_${n}`, customerId: `cus_${n}`, reason: `it is ${outcome}`, ...more }),
});
const failed = (n: number, more = {}) => ({
    level: "ERROR",
    message: "the handler failed",
    ...ids(n, { error: { name: "Error", message: `no ${n}` }, ...more }),
});
const handled = (n: number, more = {}) => ({ message: "handled", ...ids(n, more) });
const ofChange = { busEventId: undefined, objectKey: "platform#invoice#in_1", version: 3 };

async function list(
    groups: Record<string, readonly Written[]>,
    filters: Partial<EventFilters> = {},
): Promise<EventRow[]> {
    const rows: EventRow[] = [];
    for await (const row of listEvents({ outputs: { functions }, logs: fakeLogs(groups) }, { from: 0, ...filters })) {
        rows.push(row);
    }
    return rows;
}

const summary = (rows: readonly EventRow[]) =>
    rows.map(({ at, eventId, outcome, reason }) => [at, eventId, outcome, reason].filter(Boolean).join(" "));

describe("listEvents", () => {
    it("joins what the webhook, the recorder and the handlers say of each coming, the latest first", async () => {
        const rows = await list({
            receive: [
                [1000, received(1)],
                [2000, received(2, { account: "acct_1", endpoint: "connect" })],
                [3000, received(3)],
            ],
            state: [
                [1100, decided(1)],
                [2100, decided(2, "stale")],
            ],
        });

        expect(summary(rows)).to.deep.equal([
            "3000 evt_3 waiting",
            "2000 evt_2 stale it is stale",
            "1000 evt_1 applied it is applied",
        ]);
        expect(rows[1]).to.deep.include({
            objectId: "in_2",
            customerId: "cus_2",
            account: "acct_1",
            endpoint: "connect",
            busEventId: "bus-2",
            received: true,
        });
    });

    it("has a row for Stripe's second delivery, and for a replay", async () => {
        const rows = await list({
            receive: [
                [1000, received(1)],
                [2000, received(1, { busEventId: "bus-2" })],
            ],
            state: [
                [1100, decided(1)],
                [2100, decided(1, "duplicate", { busEventId: "bus-2" })],
                [3000, decided(1, "duplicate", { replayName: "monday" })],
            ],
        });

        expect(rows.map(({ at, outcome, replayName }) => [at, outcome, replayName])).to.deep.equal([
            [3000, "duplicate", "monday"],
            [2000, "duplicate", undefined],
            [1000, "applied", undefined],
        ]);
    });

    it("tells of handlers that failed an event, and not of those that did it since", async () => {
        const rows = await list({
            receive: [
                [1000, received(1)],
                [1001, received(2)],
            ],
            state: [
                [1100, decided(1)],
                [1101, decided(2)],
            ],
            tickets: [
                [1200, failed(1)],
                [1201, failed(2)],
                [61_200, failed(1)],
                [61_201, handled(2)],
            ],
        });

        expect(summary(rows)).to.deep.equal([
            "1001 evt_2 applied it is applied",
            "1000 evt_1 failed tickets: Error: no 1",
        ]);
        expect(rows[1]?.failures.map((failure) => failure.at)).to.deep.equal([61_200]);
        expect(rows[1]?.decision).to.include({ outcome: "applied" });
    });

    it("puts a change that failed to the event that led to it, and to no other coming of it", async () => {
        const groups = {
            receive: [
                [1000, received(1)],
                [2000, received(1, { busEventId: "bus-2" })],
            ],
            state: [
                [1100, decided(1)],
                [2100, decided(1, "duplicate", { busEventId: "bus-2" })],
            ],
            access: [[1200, failed(1, ofChange)]],
        } as const;

        const rows = await list(groups);

        expect(summary(rows)).to.deep.equal(
            ["2000 evt_1 duplicate recorded before", "1000 evt_1 failed access: Error: no 1"].map((line) =>
                line.replace("recorded before", "it is duplicate"),
            ),
        );
        expect(summary(await list({ access: groups.access }))).to.deep.equal(["1200 evt_1 failed access: Error: no 1"]);
    });

    it("has rows for what came another way: what backfill wrote, what a redrive brings", async () => {
        const rows = await list({
            receive: [[900_000, received(3)]],
            state: [[500_000, decided(1)]],
            sync: [[1000, decided(2, "applied", { busEventId: undefined })]],
        });

        expect(rows.map(({ at, eventId, received: isReceived }) => [at, eventId, isReceived])).to.deep.equal([
            [900_000, "evt_3", true],
            [500_000, "evt_1", false],
            [1000, "evt_2", false],
        ]);
    });

    it("tells what the webhook did not put on the bus, and why", async () => {
        const receive: Written[] = [
            [1000, { message: "refused: the signature does not verify" }],
            [2000, { message: "left aside: an event of the other mode", eventId: "evt_1", eventType: "invoice.paid" }],
            [
                3000,
                {
                    message: "refused: larger than the bus and its targets take",
                    eventId: "evt_2",
                    eventType: "invoice.paid",
                },
            ],
        ];

        expect(summary(await list({ receive }))).to.deep.equal([
            "3000 evt_2 refused refused: larger than the bus and its targets take",
            "2000 evt_1 refused left aside: an event of the other mode",
        ]);
        expect(summary(await list({ receive }, { outcome: "refused" }))).to.include(
            "1000 refused refused: the signature does not verify",
        );
    });

    it("yields the latest while earlier ones are still to be read", async () => {
        const lines = Array.from({ length: 1000 }, (_, index): Written => [1000 + index, received(index)]);
        const logs = fakeLogs({ receive: lines });
        let read = 0;
        const counting = {
            async *read(query: Parameters<typeof logs.read>[0]) {
                for await (const event of logs.read(query)) {
                    read++;
                    yield event;
                }
            },
        };

        for await (const row of listEvents({ outputs: { functions }, logs: counting }, { from: 0 })) {
            expect(row.eventId).to.equal("evt_999");
            break;
        }

        expect(read).to.be.within(1, 200);
    });
});
