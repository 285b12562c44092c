import { expect } from "chai";
import { type DynamoFixture, startDynamo } from "local-cloud/testing";
import { createRecordEvent, type RecordEvent } from "../../../handlers/record";
import { createRecordTables } from "../../../handlers/record-tables";
import { createSyncTables, type SyncTables } from "../../../handlers/sync/sync-tables";
import { createBillingTables, ledgerTable, stateTable } from "../billing-tables";
import { quietTelemetry } from "../quiet-telemetry";
import { subscription, updated } from "./sync-fixture";

describe("createSyncTables", () => {
    let dynamo: DynamoFixture;
    let state: SyncTables;
    let record: RecordEvent;
    const now = () => Date.UTC(2026, 0, 1);
    const wait = () => Promise.resolve();

    beforeEach(async () => {
        dynamo = await startDynamo();
        await createBillingTables(dynamo);
        const places = { documents: dynamo.document, stateTable, ledgerTable };
        state = createSyncTables({ ...places, now, wait });
        const tables = createRecordTables(places);
        record = createRecordEvent({ tables, ledgerDays: 90, now, wait, random: () => 0, telemetry: quietTelemetry() });
    });

    afterEach(() => dynamo.stop());

    it("reads more items and entries than a batch takes, with what the recorder needs to write them again", async () => {
        const ids = Array.from({ length: 130 }, (_, index) => `sub_${index}`);
        await Promise.all(ids.map((id) => record(updated(`evt_${id}`, subscription(id)))));

        const items = await state.readItems([...ids, "sub_unknown"].map((id) => `platform#subscription#${id}`));
        const entries = await state.find([...ids, "unknown"].map((id) => `evt_${id}`));

        expect(items.size).to.equal(130);
        expect(items.get("platform#subscription#sub_7")?.item).to.include({ status: "active", version: 1 });
        expect(items.get("platform#subscription#sub_7")?.journal).to.have.length(1);
        expect(entries).to.have.length(130);
    });

    it("goes through every item, page by page, without its object", async () => {
        const note = "x".repeat(200_000);
        const ids = Array.from({ length: 12 }, (_, index) => `sub_${index}`);
        await Promise.all(ids.map((id) => record(updated(`evt_${id}`, { ...subscription(id), note }))));

        const pages = [];
        for await (const page of state.scan()) {
            pages.push(page);
        }

        expect(pages.length).to.be.greaterThan(1);
        expect(pages.flat().map(({ objectId }) => objectId)).to.have.members(ids);
        expect(pages.flat().find(({ objectId }) => objectId === "sub_1")).to.deep.equal({
            objectKey: "platform#subscription#sub_1",
            account: "platform",
            kind: "subscription",
            objectId: "sub_1",
            livemode: false,
            deleted: false,
        });
    });

    it("replaces the ledger entry of an event, which the recorder then takes for done", async () => {
        const thin = {
            id: "evt_1",
            object: "v2.core.event",
            type: "v2.core.health.x",
            created: "2026-01-01T00:00:00Z",
        };
        await record(thin as never);
        const [ignored] = await state.find(["evt_1"]);
        const entry = { eventId: "evt_1", eventType: thin.type, objectId: "in_1", outcome: "applied" as const };

        await state.replaceEntry({ ...entry, reason: "followed", recordedAt: thin.created, expiresAt: 1 });

        expect(ignored).to.include({ outcome: "ignored" }).and.not.have.property("objectId");
        expect((await state.find(["evt_1"]))[0]).to.include(entry);
        expect(await record(thin as never)).to.include({ outcome: "duplicate" });
    });

    it("keeps a checkpoint for a month, and gives the last one", async () => {
        const checkpoint = { request: "{}", kinds: { customer: null, invoice: "in_1" }, done: false };

        expect(await state.readCheckpoint("backfill#platform")).to.equal(undefined);
        await state.writeCheckpoint("backfill#platform", { ...checkpoint, kinds: {} });
        await state.writeCheckpoint("backfill#platform", checkpoint);

        expect(await state.readCheckpoint("backfill#platform")).to.deep.equal(checkpoint);
        const { Item } = await dynamo.document.get({ TableName: ledgerTable, Key: { eventId: "backfill#platform" } });
        expect(Item?.expiresAt).to.equal(now() / 1000 + 30 * 86_400);
    });
});
