import { expect } from "chai";

import { decide } from "../../handlers/billing/decide";
import { createRecordTables, type LedgerEntry, type RecordTables } from "../../handlers/record-tables";
import { type DynamoFixture, startDynamo } from "local-cloud/testing";
import { createBillingTables, ledgerTable, stateTable } from "./billing-tables";

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

describe("createRecordTables", () => {
    let dynamo: DynamoFixture;
    let tables: RecordTables;
    const item = decide(undefined, event).next;

    beforeEach(async () => {
        dynamo = await startDynamo();
        await createBillingTables(dynamo);
        tables = createRecordTables({ documents: dynamo.document, stateTable, ledgerTable });
    });

    afterEach(() => dynamo.stop());

    const ledgerIds = async () =>
        (await dynamo.document.scan({ TableName: ledgerTable })).Items?.map(({ eventId }) => eventId as string);

    it("reads nothing where there is nothing, and what was written, unchanged", async () => {
        expect(await tables.read("platform#customer#cus_1", "evt_1")).to.deep.equal({
            item: undefined,
            known: undefined,
        });

        expect(await tables.write(undefined, item, makeEntry("evt_1"))).to.equal(true);

        expect(await tables.read("platform#customer#cus_1", "evt_1")).to.deep.equal({
            item,
            known: makeEntry("evt_1"),
        });
    });

    it("writes neither when the item is not the one that was read", async () => {
        await tables.write(undefined, item, makeEntry("evt_1"));

        expect(await tables.write(undefined, item, makeEntry("evt_2"))).to.equal(false);
        expect(await tables.write(7, item, makeEntry("evt_3"))).to.equal(false);

        expect(await ledgerIds()).to.deep.equal(["evt_1"]);
    });

    it("writes neither when the event was recorded meanwhile", async () => {
        await tables.note(makeEntry("evt_1"));

        expect(await tables.write(undefined, item, makeEntry("evt_1"))).to.equal(false);
        expect(await tables.write(undefined, undefined, makeEntry("evt_1"))).to.equal(false);

        expect((await tables.read("platform#customer#cus_1", "evt_1")).item).to.equal(undefined);
    });

    it("lets one of two racing writers win", async () => {
        const wins = await Promise.all([1, 2, 3, 4].map((n) => tables.write(undefined, item, makeEntry(`evt_${n}`))));

        expect(wins.filter(Boolean)).to.have.length(1);
        expect(await ledgerIds()).to.have.length(1);
    });

    it("leaves the first note of an event standing, and gives it to who comes second", async () => {
        expect(await tables.note(makeEntry("evt_1"))).to.equal(undefined);
        expect(await tables.note({ ...makeEntry("evt_1"), outcome: "ignored" })).to.deep.equal({
            eventType: "customer.updated",
            outcome: "applied",
        });

        expect((await tables.read("none", "evt_1")).known?.outcome).to.equal("applied");
    });

    it("does not take an error of the table for a conflict", async () => {
        const broken = createRecordTables({ documents: dynamo.document, stateTable: "none", ledgerTable });
        const failure = (promise: Promise<unknown>) =>
            promise.then(
                () => undefined,
                (error: Error) => error.name,
            );

        expect(await failure(broken.write(undefined, item, makeEntry("evt_1")))).to.equal("ResourceNotFoundException");
        expect(await failure(broken.read("platform#customer#cus_1", "evt_1"))).to.equal("ResourceNotFoundException");
    });
});
