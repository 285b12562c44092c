import { expect } from "chai";

import { failure } from "local-cloud/testing";
import { type Choose, kinds, makeLife, seededChooser } from "stripe-events";
import type { BillingItem } from "../../handlers/billing/item";
import { deliver, serialize, shuffled } from "./billing/deliver";
import { refuse } from "./sync/fake-stripe";
import { type Snapshot, start, subscription, syncFixture, thinTwin, updated } from "./sync/sync-fixture";

const delivery = { busEventId: "bus-1", endpoint: "thin" };
const object = { ...subscription("sub_1"), object: "subscription" };
const snapshot: Snapshot & { account?: string } = updated("evt_1", object);
const thin = thinTwin(snapshot);

describe("createThinRecorder", () => {
    /** A Stripe that shows the snapshot, and whose time is known, as it is to a recorder that has asked before. */
    async function fixture(events: readonly object[] = [snapshot]) {
        const made = syncFixture({ patience: 5_000, timeoutMilliseconds: 3_000 });
        await made.reader.get("/v1/customers/cus_0");
        made.stripe.requests.length = 0;
        made.stripe.lists.set("events", events as Record<string, unknown>[]);
        made.stripe.lists.set("subscriptions", [{ ...object, quantity: 2 }]);
        const ledger = () => Object.fromEntries([...made.tables.ledger].map(([id, { outcome }]) => [id, outcome]));
        const item = () => made.tables.items.get("platform#subscription#sub_1") as BillingItem;
        const paths = () => made.stripe.requests.map(({ path }) => path);
        return { ...made, ledger, item, paths };
    }

    it("applies the snapshot that a thin event names, and gives each an entry that names the other", async () => {
        const { recordAny, tables, telemetry, item, paths } = await fixture();

        await recordAny(thin, delivery);

        expect(paths()).to.deep.equal(["events/evt_1"]);
        expect(item()).to.deep.include({ eventId: "evt_1", eventType: snapshot.type, version: 1, object });
        const recordedAt = "2026-01-01T00:00:00.040Z";
        const common = {
            objectId: "sub_1",
            outcome: "applied",
            endpoint: "thin",
            recordedAt,
            expiresAt: start + 7_776_000,
        };
        expect([...tables.ledger.values()]).to.deep.equal([
            {
                ...common,
                eventId: "evt_1",
                eventType: "customer.subscription.updated",
                reason: "the object's first event",
                thinEventId: "evt_thin_1",
            },
            {
                ...common,
                eventId: "evt_thin_1",
                eventType: "v1.customer.subscription.updated",
                reason: "its snapshot evt_1: the object's first event",
                snapshotEventId: "evt_1",
            },
        ]);
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 1 });
        expect(
            telemetry.lines.map(({ message, fields }) => [message, fields.eventId, fields.snapshotEventId]),
        ).to.deep.equal([["applied", "evt_thin_1", "evt_1"]]);
    });

    it("takes the thin event for a duplicate where the snapshot came first, and asks Stripe nothing", async () => {
        const { recordAny, tables, telemetry, item, paths } = await fixture();

        await recordAny(snapshot, { busEventId: "bus-2" });
        await recordAny(thin, delivery);

        expect(paths()).to.deep.equal([]);
        expect(item().version).to.equal(1);
        expect(tables.ledger.get("evt_thin_1")).to.deep.include({
            outcome: "duplicate",
            reason: "its snapshot evt_1: recorded before as applied",
            objectId: "sub_1",
        });
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 1, EventsDuplicate: 1 });
    });

    it("takes the snapshot for a duplicate where the thin event came first, and the thin event where it comes again", async () => {
        const { recordAny, ledger, telemetry, item, paths } = await fixture();

        await recordAny(thin, delivery);
        await recordAny(snapshot, { busEventId: "bus-2" });
        await recordAny(thin, delivery);

        expect(item().version).to.equal(1);
        expect(paths()).to.have.length(1);
        expect(ledger()).to.deep.equal({ evt_1: "applied", evt_thin_1: "applied" });
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 1, EventsDuplicate: 2 });
    });

    it("reads a connected account's snapshot there, and keeps its object there", async () => {
        const { recordAny, tables, stripe } = await fixture();

        await recordAny(thinTwin({ ...snapshot, account: "acct_1" }), delivery);

        expect(stripe.requests[0]?.headers).to.include({ "stripe-context": "acct_1" });
        expect([...tables.items.keys()]).to.deep.equal(["acct_1#subscription#sub_1"]);
    });

    it("records an event without an object as its snapshot says, once", async () => {
        const balance = {
            ...snapshot,
            object: "event",
            type: "balance.available",
            data: { object: { object: "balance" } },
        };
        const { recordAny, tables } = await fixture([balance]);

        await recordAny({ ...thinTwin(balance), related_object: { type: "balance", url: "/v1/balance" } }, delivery);

        expect([...tables.ledger.values()].map(({ outcome, reason }) => [outcome, reason])).to.deep.equal([
            ["ignored", "the balance has no id"],
            ["ignored", "its snapshot evt_1: the balance has no id"],
        ]);
    });

    it("reads the object for a type that has no snapshot, and records the read", async () => {
        const { recordAny, tables, item, paths, telemetry } = await fixture();
        const { snapshot_event: _, ...rest } = thin;
        const active = { ...rest, type: "v1.customer.subscription.active" };
        await recordAny(snapshot, { busEventId: "bus-2" });

        await recordAny(active, delivery);
        await recordAny(active, delivery);

        expect(paths()).to.deep.equal(["subscriptions/sub_1"]);
        expect(item()).to.deep.include({ eventType: "sync.read", object: { ...object, quantity: 2 } });
        expect(tables.ledger.get("evt_thin_1")).to.deep.include({
            outcome: "applied",
            reason: "it has no snapshot; the object was read: written",
            objectId: "sub_1",
        });
        expect(telemetry.counts).to.deep.equal({ EventsApplied: 2, EventsDuplicate: 1 });
    });

    it("reads the object where Stripe no longer shows the snapshot, as after 30 days", async () => {
        const old = { ...thin, created: new Date((start - 31 * 86_400) * 1000).toISOString() };
        const { recordAny, tables, item } = await fixture([]);

        await recordAny(old, delivery);

        expect(item()).to.include({ eventType: "sync.read" });
        expect(tables.ledger.get("evt_thin_1")?.reason).to.equal(
            "its snapshot evt_1: Stripe no longer shows its snapshot; the object was read: written",
        );
    });

    it("fails where a young snapshot is not there, so that a key of another account deletes nothing", async () => {
        const { recordAny, tables } = await fixture([]);
        await recordAny(updated("evt_0", object), { busEventId: "bus-2" });

        const error = await failure(recordAny(thin, delivery) as Promise<void>);

        expect(error.message).to.equal(
            "Stripe has no event evt_1, the snapshot of evt_thin_1: is stripeApiKey that of the account that it comes from?",
        );
        expect([...tables.ledger.keys()]).to.deep.equal(["evt_0"]);
    });

    it("ignores what leads to no object: of API v2, without an id, or of a kind that is not read by its id", async () => {
        const { recordAny, tables, paths } = await fixture();
        const { snapshot_event: _, ...alone } = thin;

        await recordAny({ ...thin, id: "evt_a", type: "v2.core.account.updated" }, delivery);
        await recordAny(
            { ...alone, id: "evt_b", type: "v1.billing.meter.no_meter_found", related_object: null },
            delivery,
        );
        const meter = { id: "mtr_1", type: "billing.meter", url: "/v1/billing/meters/mtr_1" };
        await recordAny({ ...alone, id: "evt_c", related_object: meter }, delivery);

        expect(paths()).to.deep.equal([]);
        expect(
            [...tables.ledger.values()].map(({ eventId, outcome, reason }) => [eventId, outcome, reason]),
        ).to.deep.equal([
            ["evt_a", "ignored", "a thin event of API v2, whose objects the state does not keep"],
            ["evt_b", "ignored", "it has no snapshot, and it names no object"],
            ["evt_c", "ignored", "it has no snapshot, and a billing.meter is not read by its id alone"],
        ]);
    });

    it("waits as long as Stripe says where it has too many requests", async () => {
        const { recordAny, stripe, ledger, now } = await fixture();
        const answers = [refuse(429, { "retry-after": "2" })];
        stripe.interrupt = () => answers.shift();
        const before = now();

        await recordAny(thin, delivery);

        expect(now() - before).to.be.within(2000, 2100);
        expect(ledger()).to.deep.equal({ evt_1: "applied", evt_thin_1: "applied" });
    });

    it("fails while Stripe is down, leaves nothing behind, and is applied when it comes again", async () => {
        const { recordAny, stripe, tables, ledger } = await fixture();
        stripe.interrupt = () => refuse(503);

        const error = await failure(recordAny(thin, delivery) as Promise<void>);

        expect(error.message).to.contain("is not available after 4 requests in 8 seconds: it answers 503");
        expect([tables.ledger.size, tables.items.size]).to.deep.equal([0, 0]);
        stripe.interrupt = () => undefined;
        await recordAny(thin, delivery);
        expect(ledger()).to.deep.equal({ evt_1: "applied", evt_thin_1: "applied" });
    });

    it("says which permission a restricted key lacks", async () => {
        const { recordAny, stripe } = await fixture();
        stripe.interrupt = () => refuse(403);

        const error = await failure(recordAny(thin, delivery) as Promise<void>);

        expect(error.message).to.equal("the API key may not read /v1/events/evt_1: give it read permission for that");
    });

    it("ends as the snapshots alone do, in any order of both forms, with duplicates, killed at any point", async () => {
        for (let seed = 0; seed < 100; seed++) {
            const choose = seededChooser(seed);
            const kind = kinds[choose(kinds.length)] as (typeof kinds)[number];
            const events = makeLife(kind, choose).events.slice(0, 10);
            const twins = events.map((event) => thinTwin(event as unknown as Snapshot));
            // Of each event, one form at least.
            const sent: object[] = events.flatMap((event, index): object[] => {
                const forms = [event, twins[index] as object];
                return choose(3) === 0 ? [forms[choose(2)] as object] : forms;
            });
            const { recordAny, tables } = await fixture(events);
            const crashes = await deliverWithCrashes(sent, choose, tables, recordAny);

            const where = `seed ${seed}, ${crashes} crashes`;
            const [only] = [...tables.items.values()];
            expect(serialize(only as BillingItem), where).to.equal(serialize(deliver(events)));
            for (const { id } of events) {
                expect(tables.ledger.get(id)?.outcome, `${where}: ${id}`).to.be.oneOf([
                    "applied",
                    "stale",
                    "ambiguous",
                ]);
            }
            for (const twin of twins.filter((one) => sent.includes(one))) {
                const [own, its] = [twin.id, String(twin.snapshot_event)].map((id) => tables.ledger.get(id));
                const expected = its?.thinEventId === twin.id ? its.outcome : "duplicate";
                expect(own?.outcome, `${where}: ${twin.id}`).to.equal(expected);
            }
            expect(tables.ledger.size, where).to.equal(
                new Set([...events, ...sent].map((one) => (one as { id: string }).id)).size,
            );
        }
    });

    it("has the same entries and the same item when killed recorders of both forms race", async () => {
        for (let seed = 0; seed < 60; seed++) {
            const choose = seededChooser(seed);
            const events = makeLife("subscription", choose).events.slice(0, 8);
            const twins = events.map((event) => thinTwin(event as unknown as Snapshot));
            const { recordAny, tables, telemetry } = await fixture(events);
            tables.interrupt = async () => {
                for (let turns = choose(12); turns > 0; turns--) {
                    await Promise.resolve();
                }
                if (choose(15) === 0) {
                    throw new Error("killed");
                }
            };
            const untilDone = async (event: object): Promise<void> => {
                try {
                    await recordAny(event, delivery);
                } catch (error) {
                    expect((error as Error).message).to.equal("killed");
                    await untilDone(event);
                }
            };
            await Promise.all([...events, ...twins, ...twins].map(untilDone));

            expect(serialize([...tables.items.values()][0] as BillingItem), `seed ${seed}`).to.equal(
                serialize(deliver(events)),
            );
            for (const { id, snapshot_event: snapshotId } of twins) {
                const [own, its] = [id, String(snapshotId)].map((one) => tables.ledger.get(one));
                expect(own?.outcome, `seed ${seed}: ${id}`).to.equal(
                    its?.thinEventId === id ? its.outcome : "duplicate",
                );
            }
            expect(telemetry.counts.EventsApplied ?? 0, `seed ${seed}`).to.be.at.most(events.length);
        }
    });
});

/** Delivers the events in any order, some of them twice, kills some deliveries at any point of any call, and repeats those. */
async function deliverWithCrashes(
    events: readonly object[],
    choose: Choose,
    tables: ReturnType<typeof syncFixture>["tables"],
    recordAny: ReturnType<typeof syncFixture>["recordAny"],
): Promise<number> {
    const queue = shuffled([...events, ...events.filter(() => choose(4) === 0)], choose);
    let crashes = 0;
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
        let pointsToLive = choose(2) === 0 ? Infinity : choose(14);
        tables.interrupt = () => {
            if (pointsToLive-- === 0) {
                throw new Error("killed");
            }
        };
        try {
            await recordAny(event, delivery);
        } catch (error) {
            expect((error as Error).message).to.equal("killed");
            crashes++;
            queue.splice(choose(queue.length + 1), 0, event);
        }
    }
    tables.interrupt = () => undefined;
    return crashes;
}
