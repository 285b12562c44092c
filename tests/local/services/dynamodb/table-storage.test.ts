import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { ClassicLevel } from "classic-level";

import { rangeOf } from "../../../../local/services/dynamodb/storage-keys";
import type { TableRecord } from "../../../../local/services/dynamodb/table-record";
import { TableStorage } from "../../../../local/services/dynamodb/table-storage";

describe("TableStorage", () => {
    let folder: string;
    let storage: TableStorage;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "tables-"));
        storage = new TableStorage(folder);
        await storage.open();
    });

    afterEach(async () => {
        await storage.close();
        await rm(folder, { recursive: true });
    });

    const record: TableRecord = {
        definition: {
            TableName: "things",
            AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        },
        id: "1",
        createdAt: 0,
        tags: {},
        expiryAttribute: "expiresAt",
    };
    const item = { id: { S: "a" }, expiresAt: { N: "5" } };

    async function keys(prefix: string): Promise<string[]> {
        const found: string[] = [];
        for await (const [key] of storage.entries(rangeOf(prefix))) {
            found.push(key);
        }
        return found;
    }

    it("lets go of its folder when it cannot read what is there", async () => {
        await storage.close();
        const level = new ClassicLevel(folder);
        await level.put("table~things", "no JSON");
        await level.close();

        const error = await storage.open().catch((reason: Error) => reason);
        await level.open();
        await level.close();

        expect(error).to.be.instanceOf(Error);
    });

    it("says what to do when a file of its folder is missing", async () => {
        await storage.close();
        const manifest = (await readdir(folder)).find((name) => name.startsWith("MANIFEST"));
        await rm(join(folder, manifest ?? "no manifest"));

        const error = (await storage.open().catch((reason: Error) => reason)) as Error;

        expect(error.message).to.include(`${folder} cannot be opened`);
        expect(error.message).to.include("Nothing was changed: put a copy of it back, or take another folder");
    });

    it("finishes at its next start the filling of an index that a crash cut short", async () => {
        await storage.write([
            { type: "put", key: "item~things~a", value: item },
            { type: "put", key: "expiry~things~half done", value: "" },
            { type: "put", key: "table~things", value: { ...record, unfilled: ["expiry~things~"] } },
        ]);
        await storage.close();

        storage = new TableStorage(folder);
        await storage.open();

        expect(await keys("expiry~")).to.deep.equal(["expiry~things~000000000000005~a"]);
        expect(storage.table("things")).to.deep.equal(record);
    });

    it("makes a table without what the deletion of its namesake has left behind", async () => {
        await storage.write([
            { type: "put", key: "item~things~a", value: item },
            { type: "put", key: "index~things~gone~a", value: item },
            { type: "put", key: "item~things2~a", value: item },
        ]);

        await storage.putTable(record);

        expect(await keys("i")).to.deep.equal(["item~things2~a"]);
    });

    it("reads all of many entries, in order, either way", async () => {
        const written = Array.from({ length: 501 }, (_, n) => `item~many~${String(n).padStart(4, "0")}`);
        await storage.write(written.map((key) => ({ type: "put", key, value: item })));
        const backwards: string[] = [];

        for await (const [key] of storage.entries({ ...rangeOf("item~many~"), reverse: true })) {
            backwards.push(key);
        }

        expect(await keys("item~many~")).to.deep.equal(written);
        expect(backwards).to.deep.equal([...written].reverse());
    });
});
