import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { failure } from "local-cloud/testing";

import type { LedgerEntry } from "../../../handlers/record-tables";
import { batchNotes } from "../../../handlers/sync/batch-notes";
import { memoryTables } from "../memory-tables";

describe("batchNotes", () => {
    const entry = (eventId: string, eventType = "sync.read"): LedgerEntry => ({
        eventId,
        eventType,
        outcome: "applied",
        reason: "read from Stripe",
        recordedAt: "2026-01-01T00:00:00.000Z",
        expiresAt: 1_800_000_000,
    });

    type Put = { PutRequest: { Item: LedgerEntry } };

    /** A ledger that takes so many entries of a request, and leaves the others. */
    function fixture(taken = Infinity) {
        const written: string[][] = [];
        const waits: number[] = [];
        const send = async (command: unknown) => {
            const puts = ((command as BatchWriteCommand).input.RequestItems?.ledger ?? []) as Put[];
            written.push(puts.slice(0, taken).map(({ PutRequest }) => PutRequest.Item.eventId));
            await new Promise(setImmediate);
            return { UnprocessedItems: puts.length > taken ? { ledger: puts.slice(taken) } : {} };
        };
        const own = memoryTables();
        const wait = async (milliseconds: number) => void waits.push(milliseconds);
        const tables = batchNotes(own, { documents: { send } as never, ledgerTable: "ledger", wait });
        return { own, tables, written, waits };
    }

    it("writes together the entries of reads that come while others are written", async () => {
        const { tables, written } = fixture();
        const ids = Array.from({ length: 60 }, (_, index) => `read_${index}`);

        const known = await Promise.all(ids.map((id) => tables.note(entry(id))));

        expect(written.map(({ length }) => length)).to.deep.equal([1, 25, 25, 9]);
        expect(written.flat()).to.deep.equal(ids);
        expect(new Set(known)).to.deep.equal(new Set([undefined]));
    });

    it("names no entry twice in one request", async () => {
        const { tables, written } = fixture();

        await Promise.all(["read_1", "read_2", "read_2", "read_3"].map((id) => tables.note(entry(id))));

        expect(written).to.deep.equal([["read_1"], ["read_2", "read_3"]]);
    });

    it("leaves an event's entry to the recorder's own tables, which tell of one that is there", async () => {
        const { own, tables, written } = fixture();
        await own.note(entry("evt_1", "customer.created"));

        const known = await tables.note(entry("evt_1", "customer.created"));

        expect(known).to.include({ eventType: "customer.created", outcome: "applied" });
        expect(written).to.deep.equal([]);
    });

    it("asks again for what DynamoDB has not written, and gives up in the end", async () => {
        const slow = fixture(1);
        const stuck = fixture(0);

        await Promise.all(["read_1", "read_2", "read_3"].map((id) => slow.tables.note(entry(id))));
        const error = await failure(stuck.tables.note(entry("read_4")));

        expect(slow.written).to.deep.equal([["read_1"], ["read_2"], ["read_3"]]);
        expect(slow.waits).to.deep.equal([100]);
        expect(error.message).to.equal("DynamoDB is throttling: 1 entries of ledger were not written");
    });
});
