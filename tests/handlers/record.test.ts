import { expect } from "chai";

import type { BillingItem } from "../../handlers/billing/item";
import { makeReadEvent } from "../../handlers/billing/read";
import { createRecordEvent, createRecorder } from "../../handlers/record";
import type { Retrieve } from "../../handlers/retrieve";
import type { Delivery } from "../../handlers/subscriber";
import { failure } from "local-cloud/testing";
import { type MemoryTables, memoryTables } from "./memory-tables";
import { type QuietTelemetry, quietTelemetry } from "./quiet-telemetry";

const delivery: Delivery = { busEventId: "bus-1" };
const now = Date.UTC(2026, 0, 1);

interface Event {
    id: string;
    object: string;
    type: string;
    created: number;
    data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
}

/** A life of a subscription: several changes in one second, a duplicate's worth of types, a cancellation, a late update. */
const life: Event[] = [
    event("evt_1", "customer.subscription.created", 1000, { status: "trialing", quantity: 1 }),
    event("evt_2", "customer.subscription.updated", 1000, { status: "active", quantity: 1 }, { status: "trialing" }),
    event("evt_3", "customer.subscription.updated", 1001, { status: "active", quantity: 2 }, { quantity: 1 }),
    event("evt_4", "customer.subscription.updated", 1001, { status: "active", quantity: 1 }, { quantity: 2 }),
    event("evt_5", "customer.subscription.deleted", 1002, { status: "canceled", quantity: 1 }),
];

function event(id: string, type: string, created: number, fields: object, previous?: Record<string, unknown>): Event {
    const object = { id: "sub_1", object: "subscription", customer: "cus_1", ...fields };
    const data = previous === undefined ? { object } : { object, previous_attributes: previous };
    return { id, object: "event", type, created, data };
}

describe("createRecorder", () => {
    let tables: MemoryTables;
    let telemetry: QuietTelemetry;

    beforeEach(() => {
        tables = memoryTables();
        telemetry = quietTelemetry();
    });

    function recorder(wait: (milliseconds: number) => Promise<void> = () => Promise.resolve(), retrieve?: Retrieve) {
        return createRecorder({ tables, ledgerDays: 90, now: () => now, wait, random: () => 0.5, telemetry, retrieve });
    }

    const item = () => tables.items.get("platform#subscription#sub_1") as BillingItem;
    const outcomes = () => Object.fromEntries([...tables.ledger].map(([id, { outcome }]) => [id, outcome]));

    it("writes the item and the ledger entry of an event that applies, in three calls", async () => {
        await recorder()(life[0], delivery);

        expect(tables.calls).to.equal(3);
        expect(item()).to.include({
            objectId: "sub_1",
            status: "trialing",
            customerId: "cus_1",
            eventId: "evt_1",
            version: 1,
        });
        expect(tables.ledger.get("evt_1")).to.deep.equal({
            eventId: "evt_1",
            eventType: "customer.subscription.created",
            objectId: "sub_1",
            outcome: "applied",
            reason: "the object's first event",
            recordedAt: "2026-01-01T00:00:00.000Z",
            expiresAt: now / 1000 + 90 * 86_400,
        });
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 1 });
        expect(telemetry.flushes, "the subscriber flushes").to.equal(0);
    });

    it("knows a duplicate in one call, and leaves the ledger's first word standing", async () => {
        const record = recorder();
        await record(life[0], delivery);
        tables.calls = 0;

        await record(life[0], delivery);

        expect(tables.calls).to.equal(1);
        expect(item().version).to.equal(1);
        expect(outcomes()).to.deep.equal({ evt_1: "applied" });
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 1, EventsDuplicate: 1 });
    });

    it("notes a stale event with its reason, in two calls: nothing of the item changes", async () => {
        const record = recorder();
        await record(life[4], delivery);
        tables.calls = 0;

        await record(life[0], delivery);

        expect(tables.calls).to.equal(2);
        expect(item().version).to.equal(1);
        expect(item()).to.include({ status: "canceled", eventId: "evt_5" });
        expect(tables.ledger.get("evt_1")).to.deep.include({ outcome: "stale" });
        expect(tables.ledger.get("evt_1")?.reason).to.contain("evt_5");
    });

    it("notes an event that is about no object, in one call, and knows it again in one", async () => {
        const record = recorder();
        const balance = { ...life[0], id: "evt_9", type: "balance.available", data: { object: { object: "balance" } } };

        await record(balance, delivery);
        await record(balance, delivery);

        expect(tables.calls).to.equal(2);
        expect(telemetry.counts).to.deep.equal({ EventsIgnored: 1, EventsDuplicate: 1 });
        expect(tables.items.size).to.equal(0);
        expect(tables.ledger.get("evt_9")).to.deep.include({ outcome: "ignored", reason: "the balance has no id" });
        expect(tables.ledger.get("evt_9")).to.not.have.property("objectId");
    });

    it("records a read with why it was made, and leaves nothing of a read that changes nothing", async () => {
        const record = createRecordEvent({
            tables,
            ledgerDays: 90,
            now: () => now,
            wait: () => Promise.resolve(),
            random: () => 0.5,
            telemetry,
        });
        const object = { id: "sub_1", object: "subscription", customer: "cus_1", status: "active" };
        const read = (readAt: number) => makeReadEvent({ account: "platform", object, readAt, livemode: false });

        await record(read(1000), { because: "backfill by ana" });
        const older = await record(read(999), { because: "backfill by ana" });

        expect(older.outcome).to.equal("stale");
        expect([...tables.ledger.values()].map(({ eventId, reason }) => ({ eventId, reason }))).to.deep.equal([
            {
                eventId: "read_subscription_sub_1_1000",
                reason: "read from Stripe, and no event came before; backfill by ana",
            },
        ]);
        expect(item()).to.include({ status: "active", version: 1 });
    });

    describe("for an event whose id was seen with another type, as Stripe's old test webhooks have one id for all", () => {
        const id = "evt_00000000000000";
        const created = { ...life[0], id } as Event;
        const cancelled = { ...life[4], id } as Event;
        const balance = { ...created, type: "balance.available", data: { object: { object: "balance" } } };

        it("applies it, and writes an entry of its own that says so", async () => {
            const record = recorder();
            await record(created, delivery);
            await record(cancelled, delivery);

            expect(item()).to.include({ status: "canceled", eventType: "customer.subscription.deleted" });
            expect(tables.ledger.get(id)).to.include({ outcome: "applied", reason: "the object's first event" });
            expect(tables.ledger.get(`${id}#customer.subscription.deleted`)).to.include({
                eventId: `${id}#customer.subscription.deleted`,
                eventType: "customer.subscription.deleted",
                objectId: "sub_1",
                outcome: "applied",
                reason: `newer than customer.subscription.created ${id}; its id was seen before as customer.subscription.created`,
            });
        });

        it("notes it where it is about no object", async () => {
            const record = recorder();
            await record(created, delivery);
            await record(balance, delivery);

            expect(tables.ledger.get(`${id}#balance.available`)).to.include({
                outcome: "ignored",
                reason: "the balance has no id; its id was seen before as customer.subscription.created",
            });
        });

        it("knows each of them when it comes again", async () => {
            const record = recorder();
            for (const one of [created, cancelled, balance, created, cancelled, balance]) {
                await record(one, delivery);
            }

            expect(tables.ledger.size).to.equal(3);
            expect(item().version).to.equal(2);
            expect(telemetry.counts).to.deep.equal({ EventsApplied: 2, EventsIgnored: 1, EventsDuplicate: 3 });
        });
    });

    for (const poison of [{}, { id: "evt_1" }, { object: "event", type: "x" }]) {
        it(`fails on ${JSON.stringify(poison)}, which is not an event, so that it is dead-lettered with its reason`, async () => {
            const error = await failure(recorder()(poison, delivery));

            expect(error.message).to.contain("not a Stripe event: ");
            expect(tables.calls).to.equal(0);
        });
    }

    it("decides anew when another recorder writes the object between its read and its write", async () => {
        const record = recorder();
        let raced = false;
        tables.interrupt = async (point, call) => {
            if (point === "before" && call === "put" && !raced) {
                raced = true;
                await recorder()(life[4], delivery);
            }
        };

        await record(life[0], delivery);

        expect(item()).to.include({ status: "canceled", eventId: "evt_5" });
        expect(outcomes()).to.deep.equal({ evt_1: "stale", evt_5: "applied" });
        expect(telemetry.counts).to.include({ WriteConflicts: 1 });
    });

    it("sees a duplicate that another recorder wrote between its read and its write", async () => {
        let raced = false;
        tables.interrupt = async (point, call) => {
            if (point === "before" && call === "put" && !raced) {
                raced = true;
                await recorder()(life[0], delivery);
            }
        };

        await recorder()(life[0], delivery);

        expect(item().version).to.equal(1);
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 1, WriteConflicts: 1, EventsDuplicate: 1 });
    });

    it("waits longer between attempts, never over 400 ms, and leaves it to Lambda after twelve", async () => {
        const waits: number[] = [];
        tables.put = () => Promise.resolve(false);

        const error = await failure(recorder(async (milliseconds) => void waits.push(milliseconds))(life[0], delivery));

        expect(error.message).to.equal("event evt_1: gave up after 12 write conflicts");
        expect(waits).to.deep.equal([10, 20, 40, 80, 160, 200, 200, 200, 200, 200, 200, 200]);
    });

    it("ends in the same state after a crash at any point and a retry", async () => {
        const record = recorder();
        for (const one of life) {
            await record(one, delivery);
        }
        const expected = { item: serializeState(item()), ledger: tables.ledger };
        const points = ["before", "after"] as const;
        const calls = ["read", "put", "note"] as const;
        for (const crashAt of points.flatMap((point) => calls.map((call) => ({ point, call })))) {
            for (const crashing of life) {
                tables = memoryTables();
                const again = recorder();
                for (const one of life) {
                    let crashed = one !== crashing;
                    tables.interrupt = (point, call) => {
                        if (!crashed && point === crashAt.point && call === crashAt.call) {
                            crashed = true;
                            throw new Error("killed");
                        }
                    };
                    await Promise.resolve(again(one, delivery)).catch(() => again(one, delivery));
                }

                const where = `${crashing.id} ${crashAt.point} ${crashAt.call}`;
                expect(serializeState(item()), where).to.equal(expected.item);
                expect(tables.ledger, where).to.deep.equal(expected.ledger);
            }
        }
    });

    it("ends in the same state when recorders race with every event, twice each", async () => {
        const record = recorder();
        for (const one of life) {
            await record(one, delivery);
        }
        const expected = serializeState(item());
        for (let turn = 0; turn < 20; turn++) {
            tables = memoryTables();
            // Each call lets a number of others go first that changes from turn to turn.
            let step = turn;
            tables.interrupt = async () => {
                step = (step * 7 + 3) % 11;
                for (let yields = 0; yields < step; yields++) {
                    await Promise.resolve();
                }
            };
            const racing = [...life, ...life].map(async (one) => recorder()(one, delivery));
            await Promise.all(racing);

            expect(serializeState(item()), `turn ${turn}`).to.equal(expected);
            expect(tables.ledger.size).to.equal(life.length);
        }
    });

    describe("where nothing tells which event of a second is the last", () => {
        const either = [
            event("evt_a", "customer.subscription.updated", 1000, { status: "active", note: "a" }),
            event("evt_b", "customer.subscription.updated", 1000, { status: "past_due", note: "b" }),
        ];
        const fromStripe = {
            id: "sub_1",
            object: "subscription",
            customer: "cus_1",
            status: "past_due",
            note: "Stripe's",
        };

        async function recordBoth(events: Event[], retrieve?: Retrieve): Promise<BillingItem> {
            tables = memoryTables();
            const record = recorder(undefined, retrieve);
            for (const one of events) {
                await record(one, delivery);
            }
            return item();
        }

        it("settles it the same way for every order, marks the item and counts it", async () => {
            const one = await recordBoth(either);
            const other = await recordBoth([...either].reverse());

            expect(serializeState(one)).to.equal(serializeState(other));
            expect(one).to.include({ eventId: "evt_b", ambiguous: true });
            expect(telemetry.counts).to.include({ EventsAmbiguous: 2 });
        });

        it("asks Stripe, where it may, and takes its word", async () => {
            const asked: unknown[] = [];
            const written = await recordBoth(either, (request) => {
                asked.push({ kind: request.kind, objectId: request.objectId, account: request.account });
                return Promise.resolve(fromStripe);
            });

            expect(asked).to.deep.equal([{ kind: "subscription", objectId: "sub_1", account: "platform" }]);
            expect(written.object).to.deep.equal(fromStripe);
            expect(written).to.include({ status: "past_due", statusKey: "platform#subscription#past_due" });
            expect(written).to.not.have.property("ambiguous");
            expect(tables.ledger.get("evt_b")).to.deep.include({ outcome: "applied" });
            expect(tables.ledger.get("evt_b")?.reason).to.contain("reading it from Stripe");
        });

        it("asks as the account that the event's context names", async () => {
            const asked: unknown[] = [];
            const context = "acct_1/acct_2";
            await recordBoth(
                either.map((one) => ({ ...one, context })),
                (request) => {
                    asked.push({ account: request.account, context: request.context });
                    return Promise.resolve(undefined);
                },
            );

            expect(asked).to.deep.equal([{ account: context, context }]);
        });

        it("goes on from Stripe's word when a newer event comes, and when one more of the same second does", async () => {
            const newer = event("evt_c", "customer.subscription.updated", 1001, { status: "active", note: "c" });
            const same = event("evt_d", "customer.subscription.deleted", 1000, { status: "canceled", note: "d" });
            const retrieve = () => Promise.resolve(fromStripe);

            expect(await recordBoth([...either, newer], retrieve)).to.include({ eventId: "evt_c", status: "active" });
            expect(await recordBoth([...either, same], retrieve)).to.include({ eventId: "evt_d", status: "canceled" });
        });

        it("lets the tie-break stand when Stripe's object and what is remembered are more than an item can hold", async () => {
            const large = either.map((one, n) => ({
                ...one,
                data: { object: { ...one.data.object, [`note_${n}`]: "x".repeat(100_000) } },
            }));

            const fits = await recordBoth(large, () => Promise.resolve({ ...fromStripe, note: "y".repeat(180_000) }));
            const exceeds = await recordBoth(large, () =>
                Promise.resolve({ ...fromStripe, note: "y".repeat(200_000) }),
            );

            expect(fits.object).to.have.property("note").with.length(180_000);
            expect(exceeds).to.include({ eventId: "evt_b", ambiguous: true });
        });

        for (const [what, retrieve] of Object.entries<Retrieve>({
            "does not answer": () => Promise.reject(new Error("timeout")),
            "has no such object": () => Promise.resolve(undefined),
            "answers with another object": () => Promise.resolve({ ...fromStripe, id: "sub_2" }),
            "says that it is deleted": () => Promise.resolve({ id: "sub_1", object: "subscription", deleted: true }),
        })) {
            it(`lets the tie-break stand when Stripe ${what}`, async () => {
                expect(await recordBoth(either, retrieve)).to.include({ eventId: "evt_b", ambiguous: true });
            });
        }

        it("asks nobody while the events tell", async () => {
            const record = recorder(undefined, () => Promise.reject(new Error("asked")));
            for (const one of life) {
                await record(one, delivery);
            }

            expect(telemetry.counts).to.not.have.property("RetrieveFailures");
        });
    });

    it("says in the ledger and in the log by which endpoint an event came, and applies it once, by whichever it comes", async () => {
        const record = recorder();
        await record(life[0], { ...delivery, endpoint: "account" });
        await record(life[0], { ...delivery, endpoint: "connect" });
        await record(
            { ...life[0], id: "evt_9", data: { object: { object: "balance" } } },
            { ...delivery, endpoint: "thin" },
        );

        expect([...tables.ledger.values()].map(({ eventId, endpoint }) => ({ eventId, endpoint }))).to.deep.equal([
            { eventId: "evt_1", endpoint: "account" },
            { eventId: "evt_9", endpoint: "thin" },
        ]);
        expect(item().version).to.equal(1);
        expect(telemetry.lines.map(({ message, fields }) => `${message} by ${String(fields.endpoint)}`)).to.deep.equal([
            "applied by account",
            "duplicate by connect",
            "ignored by thin",
        ]);
    });

    it("logs ids, types, outcomes and reasons, and nothing of the object", async () => {
        await recorder()(life[0], delivery);

        expect(telemetry.lines).to.deep.equal([
            {
                level: "info",
                message: "applied",
                fields: {
                    eventId: "evt_1",
                    eventType: "customer.subscription.created",
                    objectId: life[0]?.data.object.id,
                    customerId: "cus_1",
                    endpoint: undefined,
                    reason: "the object's first event",
                },
            },
        ]);
    });
});

/** Apart from the count of writes, by docs/ordering.md. */
function serializeState(item: BillingItem): string {
    return JSON.stringify({ ...item, version: 0 });
}
