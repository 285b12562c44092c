import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { failure } from "local-cloud/testing";
import { createBusWriter } from "../../../handlers/sync/bus-writer";
import { createRecover } from "../../../handlers/sync/recover";
import { alert, start, subscription, syncFixture, updated } from "./sync-fixture";

describe("createRecover", () => {
    const client = new EventBridgeClient({ region: "us-east-1" });
    const bus = mockClient(client);
    let entries: PutEventsRequestEntry[][];

    beforeEach(() => {
        entries = [];
        bus.reset();
        bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: PutEventsRequestEntry[] }) => {
            entries.push(Entries);
            return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: "bus-1" })) };
        });
    });

    /** A Stripe with events `evt_0`, the newest, to `evt_249`; every second one is here, every third was not delivered. */
    async function missed() {
        const fixture = syncFixture();
        const { stripe, state, telemetry, wait, record } = fixture;
        stripe.events = Array.from({ length: 250 }, (_, index) =>
            updated(`evt_${index}`, subscription(`sub_${index}`), start - 100 - index),
        );
        for (const event of stripe.events.filter((_, index) => index % 2 === 0)) {
            await record(event as never);
        }
        stripe.undelivered = new Set(stripe.events.filter((_, index) => index % 3 === 0).map(({ id }) => String(id)));
        const writer = createBusWriter({ bus: client, busName: "stripe", wait });
        const { reader, followAlerts } = fixture;
        const recover = createRecover({ stripe: reader, ledger: state, bus: writer, record, followAlerts, telemetry });
        return { ...fixture, recover };
    }

    it("puts what the ledger lacks on the bus as the receiver would, what was not delivered first", async () => {
        const { recover, stripe } = await missed();

        const report = await recover({ since: start - 1000 });

        const put = entries.flat();
        expect(report).to.deep.include({ events: 250, here: 125, missing: 125, undelivered: 42, recovered: 125 });
        expect(put[0]).to.deep.equal({
            EventBusName: "stripe",
            Source: "stripe.com",
            DetailType: "customer.subscription.updated",
            Detail: JSON.stringify(stripe.events[3]),
            Time: new Date((start - 103) * 1000),
            Resources: ["stripe-eventbridge:recovered"],
        });
        const ids = put.map(({ Detail = "" }) => (JSON.parse(Detail) as { id: string }).id);
        expect(ids.slice(0, 42).every((id) => stripe.undelivered.has(id))).to.equal(true);
        expect(new Set(ids)).to.have.length(125);
        expect(Math.max(...entries.map(({ length }) => length))).to.equal(10);
    });

    it("finds nothing once they are here", async () => {
        const { recover, record } = await missed();
        await recover({ since: start - 1000 });
        for (const { Detail } of entries.flat()) {
            await record(JSON.parse(Detail ?? "") as never);
        }

        expect(await recover({ since: start - 1000 })).to.deep.include({
            events: 250,
            here: 250,
            missing: 0,
            recovered: 0,
        });
    });

    it("only says what is missing when it is to check, newest first", async () => {
        const { recover } = await missed();

        const report = await recover({ since: start - 110, check: true });

        expect(entries).to.deep.equal([]);
        expect(report).to.deep.include({ events: 11, here: 6, missing: 5, undelivered: 2, recovered: 0 });
        expect(report.missingEvents[0]).to.deep.equal({
            id: "evt_3",
            type: "customer.subscription.updated",
            created: start - 103,
            delivered: false,
            objectId: "sub_3",
        });
    });

    it("leaves young events alone: they may be on their way", async () => {
        const { recover } = await missed();

        const report = await recover({ since: start - 1000, graceSeconds: 110 });

        expect(report).to.deep.include({ onTheirWay: 5, missing: 120, recovered: 120 });
    });

    it("puts again what the bus refuses, and fails when it refuses on and on: what is not put is missing still", async () => {
        const { recover } = await missed();
        let calls = 0;
        const refused = { ErrorCode: "ThrottlingException", ErrorMessage: "slow down" };
        bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: PutEventsRequestEntry[] }) => {
            entries.push(Entries);
            calls += 1;
            return { Entries: Entries.map((_, index) => (index === 1 || calls > 3 ? refused : { EventId: "bus-1" })) };
        });

        const error = await failure(recover({ since: start - 1000 }));

        expect(entries.slice(0, 2).map(({ length }) => length)).to.deep.equal([10, 1]);
        expect(error.message).to.match(/^the bus stripe refuses \d+ of 10 events \(ThrottlingException: slow down\)$/);
    });

    it("says whose the events of a connected account are, as those that Stripe delivers do", async () => {
        const fixture = syncFixture({ account: "acct_1" });
        const { stripe, state, telemetry, wait, record, reader, followAlerts } = fixture;
        stripe.events = [updated("evt_1", subscription("sub_1"))];
        const writer = createBusWriter({ bus: client, busName: "stripe", wait });
        const deps = { stripe: reader, ledger: state, bus: writer, record, followAlerts, telemetry };

        await createRecover(deps)({ since: 0 });

        expect(stripe.requests[0]?.headers).to.include({ "stripe-account": "acct_1" });
        expect(JSON.parse(entries[0]?.[0]?.Detail ?? "")).to.deep.equal({ ...stripe.events[0], account: "acct_1" });
    });

    it("follows the alerts of what Stripe could not make, once its events are on the bus", async () => {
        const { recover, stripe, state } = await missed();
        stripe.lists.set("invoices", [{ id: "in_1", object: "invoice", livemode: false, status: "paid" }]);
        stripe.alerts = [alert("evt_a1", { id: "in_1", type: "invoice" })];

        const report = await recover({ since: start - 3600, who: "ana" });

        expect(report).to.deep.include({ missing: 125, recovered: 125 });
        expect(report.unmade).to.deep.include({ alerts: 1, here: 0, followed: 1 });
        expect(await state.find(["evt_a1"])).to.have.length(1);
        expect(stripe.requests.map(({ path }) => path.split("?")[0]).slice(-3)).to.deep.equal([
            "core/events",
            "core/events/evt_a1",
            "invoices/in_1",
        ]);
    });

    it("keeps a request within what the bus takes, and records what is larger than that once", async () => {
        const { recover, stripe, tables } = await missed();
        const note = "x".repeat(400_000);
        stripe.events = [0, 1, 2, 3].map((index) => updated(`evt_l${index}`, { ...subscription("sub_1"), note }));
        stripe.events.push(updated("evt_huge", { ...subscription("sub_1"), note: note.repeat(3) }));

        const report = await recover({ since: 0, who: "ana" });
        const again = await recover({ since: 0, who: "ana" });

        expect(entries.map(({ length }) => length)).to.deep.equal([2, 2, 2, 2]);
        expect(report).to.deep.include({ missing: 5, recovered: 4, tooLarge: 1 });
        expect(again).to.deep.include({ missing: 4, recovered: 4, tooLarge: 0 });
        expect(tables.ledger.get("evt_huge")).to.deep.include({ outcome: "applied", objectId: "sub_1" });
        expect(tables.ledger.get("evt_huge")?.reason).to.contain("larger than the bus takes, recorded by ana");
    });
});
