import type { PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";

import { decide } from "../../handlers/billing/decide";
import type { BillingItem } from "../../handlers/billing/item";
import type { ItemWrite } from "../../handlers/billing/stored-item";
import { createRecorder } from "../../handlers/record";
import { createRecordTables, type LedgerEntry, type RecordTables } from "../../handlers/record-tables";
import { type DynamoFixture, failure, startDynamo } from "local-cloud/testing";
import { createBillingTables, ledgerTable, stateTable } from "./billing-tables";
import { quietTelemetry } from "./quiet-telemetry";

const event = {
    id: "evt_1",
    object: "event",
    type: "customer.updated",
    created: 1000,
    data: { object: { id: "cus_1", object: "customer", email: null, metadata: {}, balance: -12.5, tags: ["", "é"] } },
};

function makeEntry(eventId: string): LedgerEntry {
    return {
        eventId,
        eventType: "customer.updated",
        objectId: "cus_1",
        outcome: "applied",
        reason: "the object's first event",
        recordedAt: "2026-01-01T00:00:00.000Z",
        expiresAt: 1_800_000_000,
    };
}

function makeWrite(id: string): ItemWrite {
    return { id, type: "customer.updated", outcome: "applied", reason: "the object's first event", at: 0 };
}

describe("createRecordTables", () => {
    let dynamo: DynamoFixture;
    let tables: RecordTables;
    const item = decide(undefined, event).next as BillingItem;

    beforeEach(async () => {
        dynamo = await startDynamo();
        await createBillingTables(dynamo);
        tables = createRecordTables({ documents: dynamo.document, stateTable, ledgerTable });
    });

    afterEach(() => dynamo.stop());

    const ledgerIds = async () =>
        (await dynamo.document.scan({ TableName: ledgerTable })).Items?.map(({ eventId }) => eventId as string);

    it("reads nothing where there is nothing, and what was written, unchanged", async () => {
        expect(await tables.read("platform#customer#cus_1", "evt_1")).to.deep.equal({ journal: [], known: undefined });

        expect(await tables.put(undefined, item, [makeWrite("evt_1")])).to.equal(true);
        expect(await tables.note(makeEntry("evt_1"))).to.equal(undefined);

        expect(await tables.read("platform#customer#cus_1", "evt_1")).to.deep.equal({
            item,
            journal: [makeWrite("evt_1")],
            known: makeEntry("evt_1"),
        });
    });

    it("does not write an item that is not the one that was read", async () => {
        const next = { ...item, version: 2 };
        await tables.put(undefined, item, []);

        expect(await tables.put(undefined, next, [])).to.equal(false);
        expect(await tables.put(7, next, [])).to.equal(false);
        expect((await tables.read("platform#customer#cus_1", "evt_1")).item?.version).to.equal(1);

        expect(await tables.put(1, next, [])).to.equal(true);
    });

    it("lets one of several racing writers win", async () => {
        const wins = await Promise.all([1, 2, 3, 4].map((n) => tables.put(undefined, item, [makeWrite(`evt_${n}`)])));

        expect(wins.filter(Boolean)).to.have.length(1);
        expect((await tables.read("platform#customer#cus_1", "evt_1")).journal).to.have.length(1);
    });

    it("finds the entries of several events, one of them named twice", async () => {
        await tables.note(makeEntry("evt_1"));
        await tables.note(makeEntry("evt_2"));

        const found = await tables.find(["evt_2", "evt_1", "evt_3", "evt_1"]);

        expect(found.map(({ eventId }) => eventId).sort()).to.deep.equal(["evt_1", "evt_2"]);
    });

    it("ends an event that was killed after its item in one entry, with what it would have said", async () => {
        const killed = createRecordTables({
            documents: {
                send: ((command: PutCommand) =>
                    command.input.TableName === ledgerTable
                        ? Promise.reject(new Error("killed"))
                        : dynamo.document.send(command)) as typeof dynamo.document.send,
            },
            stateTable,
            ledgerTable,
        });
        const record = (through: RecordTables) =>
            createRecorder({
                tables: through,
                ledgerDays: 90,
                now: () => 0,
                wait: () => Promise.resolve(),
                random: () => 0,
                telemetry: quietTelemetry(),
            })(event, { busEventId: "bus-1" }) as Promise<void>;

        expect((await failure(record(killed))).message).to.equal("killed");
        expect(await ledgerIds()).to.deep.equal([]);
        await record(tables);

        expect(await tables.read("platform#customer#cus_1", "evt_1")).to.deep.include({
            item,
            known: {
                ...makeEntry("evt_1"),
                recordedAt: "1970-01-01T00:00:00.000Z",
                expiresAt: 90 * 86_400,
            },
        });
    });

    it("leaves the first note of an event standing, and gives it to who comes second", async () => {
        expect(await tables.note(makeEntry("evt_1"))).to.equal(undefined);
        expect(await tables.note({ ...makeEntry("evt_2"), thinEventId: "evt_thin_2" })).to.equal(undefined);
        const first = { eventType: "customer.updated", outcome: "applied", reason: "the object's first event" };
        expect(await tables.note({ ...makeEntry("evt_1"), outcome: "ignored" })).to.deep.equal(first);
        expect(await tables.note(makeEntry("evt_2"))).to.deep.equal({ ...first, thinEventId: "evt_thin_2" });

        expect((await tables.read("none", "evt_1")).known?.outcome).to.equal("applied");
    });

    it("does not take an error of the table for a conflict", async () => {
        const broken = createRecordTables({ documents: dynamo.document, stateTable: "none", ledgerTable });
        const unledgered = createRecordTables({ documents: dynamo.document, stateTable, ledgerTable: "none" });

        const errors = await Promise.all([
            failure(broken.put(undefined, item, [])),
            failure(broken.read("platform#customer#cus_1", "evt_1")),
            failure(unledgered.note(makeEntry("evt_1"))),
            failure(unledgered.find(["evt_1"])),
        ]);

        expect(errors.map(({ name }) => name)).to.deep.equal(Array(4).fill("ResourceNotFoundException"));
    });
});
