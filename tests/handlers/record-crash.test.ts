import { expect } from "chai";

import { failure } from "local-cloud/testing";
import { type Choose, kinds, makeLife, seededChooser } from "stripe-events";
import type { BillingItem } from "../../handlers/billing/item";
import { createRecorder } from "../../handlers/record";
import type { Retrieve } from "../../handlers/retrieve";
import { serialize, deliver, shuffled } from "./billing/deliver";
import { stripeEvent } from "./billing/stripe-event";
import { type MemoryTables, memoryTables } from "./memory-tables";
import { type QuietTelemetry, quietTelemetry } from "./quiet-telemetry";

interface Event {
    id: string;
    type: string;
}

/** A delivery of an event, and where in it the recorder ends: after how many points, of two for each call. */
interface Attempt {
    event: Event;
    pointsToLive?: number;
}

describe("createRecorder, killed between the writes of the item and of the ledger entry", () => {
    let tables: MemoryTables;
    let telemetry: QuietTelemetry;

    beforeEach(() => {
        tables = memoryTables();
        telemetry = quietTelemetry();
    });

    async function record(event: Event, now = 0, retrieve?: Retrieve): Promise<void> {
        const recorder = createRecorder({
            tables,
            ledgerDays: 90,
            now: () => now,
            wait: () => Promise.resolve(),
            random: () => 0,
            telemetry,
            retrieve,
        });
        await recorder(event, { busEventId: "bus-1", endpoint: "connect" });
    }

    /** Whether the event was handled to its end; if not, it comes again. */
    async function survives({ event, pointsToLive = Infinity }: Attempt): Promise<boolean> {
        let points = 0;
        tables.interrupt = () => {
            if (points++ === pointsToLive) {
                throw new Error("killed");
            }
        };
        try {
            await record(event);
            return true;
        } catch (error) {
            expect((error as Error).message).to.equal("killed");
            return false;
        } finally {
            tables.interrupt = () => undefined;
        }
    }

    /** Kills the recorder once it has written the event's item. */
    async function recordItemOnly(event: Event, now = 0): Promise<void> {
        tables.interrupt = (point, call) => {
            if (point === "after" && call === "put") {
                throw new Error("killed");
            }
        };
        expect((await failure(record(event, now))).message, `an item with ${event.id}`).to.equal("killed");
        tables.interrupt = () => undefined;
    }

    const subscription = (second: number, changes = {}, type = "customer.subscription.updated") =>
        stripeEvent(
            { id: "sub_1", object: "subscription", customer: "cus_1", status: "active", second, ...changes },
            { id: `evt_${second}`, type, created: 1000 + second },
        ) as unknown as Event;
    const item = () => [...tables.items.values()][0];

    it("says of the event what it would have said, though others were applied before it came again", async () => {
        await record(subscription(1));
        await recordItemOnly(subscription(2));
        await record(subscription(3));
        await record(subscription(4));
        expect(tables.ledger.has("evt_2")).to.equal(false);

        await record(subscription(2));

        expect(tables.ledger.get("evt_2")).to.deep.include({
            outcome: "applied",
            reason: "newer than customer.subscription.updated evt_1",
        });
        expect(item()).to.include({ eventId: "evt_4", version: 4 });
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 4 });
    });

    it("says that an event was stale, where it was remembered and no more", async () => {
        await record(subscription(2));
        await recordItemOnly(subscription(1));

        await record(subscription(1));

        expect(tables.ledger.get("evt_1")).to.include({ outcome: "stale" });
        expect(item()?.memory.seconds.map(({ created }) => created)).to.deep.equal([1002, 1001]);
    });

    it("has the entry, though the event comes again after more writes than an item names, or never", async () => {
        await recordItemOnly(subscription(1), 5000);
        for (let second = 2; second <= 30; second++) {
            await record(subscription(second), 1000 * second);
            expect([...tables.journals.values()][0]?.length).to.be.at.most(8);
        }

        expect(tables.ledger.get("evt_1")).to.deep.equal({
            eventId: "evt_1",
            eventType: "customer.subscription.updated",
            objectId: "sub_1",
            outcome: "applied",
            reason: "the object's first event",
            endpoint: "connect",
            recordedAt: "1970-01-01T00:00:05.000Z",
            expiresAt: 5 + 90 * 86_400,
        });
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 30 });
        await record(subscription(1));
        expect(telemetry.counts).to.include({ EventsDuplicate: 1 });
    });

    it("does not let a write go unrecorded while the ledger cannot be written", async () => {
        for (let second = 1; second <= 8; second++) {
            await recordItemOnly(subscription(second));
        }
        tables.interrupt = (_point, call) => {
            if (call === "note") {
                throw new Error("the ledger is down");
            }
        };
        const ninth = await failure(record(subscription(9)));

        expect(ninth.message).to.equal("the ledger is down");
        expect(item()).to.include({ eventId: "evt_8" });
        tables.interrupt = () => undefined;
        await record(subscription(9));
        expect([...tables.ledger.values()].map(({ outcome }) => outcome)).to.deep.equal(Array(9).fill("applied"));
    });

    it("gives an event whose id another has had its own entry", async () => {
        const id = "evt_00000000000000";
        const created = { ...subscription(1, {}, "customer.subscription.created"), id };
        const updated = { ...subscription(2), id };
        await recordItemOnly(created);
        await recordItemOnly(updated);

        await record(updated);
        await record(created);

        expect(Object.fromEntries([...tables.ledger].map(([key, entry]) => [key, entry.reason]))).to.deep.equal({
            [id]: `newer than customer.subscription.created ${id}`,
            [`${id}#customer.subscription.created`]:
                "the object's first event; its id was seen before as customer.subscription.updated",
        });
        expect(item()?.version).to.equal(2);
    });

    it("takes Stripe's word once, where it asked before the crash", async () => {
        const either = ["a", "b"].map(
            (note) =>
                stripeEvent(
                    { id: "sub_1", object: "subscription", status: note === "a" ? "active" : "past_due", note },
                    { id: `evt_${note}`, type: "customer.subscription.updated", created: 1000 },
                ) as unknown as Event,
        ) as [Event, Event];
        const word = { id: "sub_1", object: "subscription", status: "past_due", note: "Stripe's" };
        await record(either[0]);
        tables.interrupt = (point, call) => {
            if (point === "after" && call === "put") {
                throw new Error("killed");
            }
        };
        await record(either[1], 0, () => Promise.resolve(word)).catch(() => undefined);
        tables.interrupt = () => undefined;

        await record(either[1], 0, () => Promise.reject(new Error("asked again")));

        expect(item()?.object).to.deep.equal(word);
        expect(tables.ledger.get("evt_b")).to.include({ outcome: "applied" });
        expect(tables.ledger.get("evt_b")?.reason).to.contain("settled by reading it from Stripe");
        expect(telemetry.counts).to.not.have.property("RetrieveFailures");
    });

    it("takes an event anew that came so long ago that the ledger has forgotten it", async () => {
        const day = 86_400_000;
        await record(subscription(1));
        tables.ledger.clear();

        await record(subscription(1), 91 * day);

        expect(tables.ledger.get("evt_1")).to.include({
            outcome: "duplicate",
            reason: "this event was seen before",
            recordedAt: new Date(91 * day).toISOString(),
        });
        for (let second = 2; second <= 8; second++) {
            await record(subscription(second), 91 * day);
        }
        tables.ledger.clear();
        await record(subscription(9), 300 * day);
        expect([...tables.ledger.keys()]).to.deep.equal(["evt_9"]);
    });

    it("ends in the item and the ledger of a run without a crash, wherever it is killed and however late events come again", async () => {
        for (let seed = 0; seed < 300; seed++) {
            const choose = seededChooser(seed);
            const life = makeLife(kinds[choose(kinds.length)] as (typeof kinds)[number], choose);
            const events = life.events.slice(0, 12);
            const { order, crashes } = await recordWithCrashes(events, choose);
            const crashed = tables;
            tables = memoryTables();
            for (const event of order) {
                await record(event);
            }

            const where = `seed ${seed}, ${crashes} crashes`;
            expect([...crashed.items], where).to.deep.equal([...tables.items]);
            expect(sorted(crashed), where).to.deep.equal(sorted(tables));
            expect(serialize([...crashed.items.values()][0] as BillingItem), where).to.equal(
                serialize(deliver(events)),
            );
            expect(crashed.ledger.size, where).to.equal(new Set(events.map(({ id }) => id)).size);
        }
    });

    it("has one entry for each event, and the item that they make, when killed recorders race", async () => {
        for (let seed = 0; seed < 100; seed++) {
            const choose = seededChooser(seed);
            const events = makeLife("subscription", choose).events.slice(0, 12);
            tables = memoryTables();
            tables.interrupt = async () => {
                for (let turns = choose(12); turns > 0; turns--) {
                    await Promise.resolve();
                }
                if (choose(12) === 0) {
                    throw new Error("killed");
                }
            };
            const untilDone = async (event: Event): Promise<void> => {
                try {
                    await record(event);
                } catch (error) {
                    expect((error as Error).message).to.equal("killed");
                    await untilDone(event);
                }
            };
            await Promise.all([...events, ...events].map(untilDone));

            const entries = [...tables.ledger.values()];
            expect(entries.map(({ eventId }) => eventId).sort(), `seed ${seed}`).to.deep.equal(
                events.map(({ id }) => id).sort(),
            );
            expect(
                entries.filter(({ outcome }) => !["applied", "stale", "ambiguous"].includes(outcome)),
                `seed ${seed}`,
            ).to.deep.equal([]);
            expect(serialize(item() as BillingItem), `seed ${seed}`).to.equal(serialize(deliver(events)));
        }
    });

    /**
     * Delivers the events in any order, some of them twice, kills some deliveries at any point of any call, and lets those
     * come again at any later time.
     *
     * @returns the order in which events had their effect, so that a run without a crash can have the same
     */
    async function recordWithCrashes(events: readonly Event[], choose: Choose) {
        tables = memoryTables();
        const queue: Attempt[] = shuffled([...events, ...events.filter(() => choose(4) === 0)], choose).map((event) =>
            choose(2) === 0 ? { event } : { event, pointsToLive: choose(8) },
        );
        const order: Event[] = [];
        let crashes = 0;
        for (let attempt = queue.shift(); attempt !== undefined; attempt = queue.shift()) {
            const before = effects();
            const isDone = await survives(attempt);
            if (!isDone) {
                crashes++;
                queue.splice(choose(queue.length + 1), 0, { event: attempt.event });
            }
            if (effects() !== before && !order.some(({ id }) => id === attempt.event.id)) {
                order.push(attempt.event);
            }
        }
        return { order, crashes };
    }

    /** Changes with each write. */
    const effects = () => `${[...tables.items.values()].map(({ version }) => version).join()} ${tables.ledger.size}`;
    const sorted = ({ ledger }: MemoryTables) => [...ledger].sort(([a], [b]) => (a < b ? -1 : 1));
});
