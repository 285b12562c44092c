import { expect } from "chai";

import { Database } from "../../../src/database";
import { prefixRange } from "../../../src/services/dynamodb/storage-keys";
import type { TableRecord } from "../../../src/services/dynamodb/table-record";
import { TableStorage } from "../../../src/services/dynamodb/table-storage";

describe("TableStorage", () => {
    let database: Database;
    let storage: TableStorage;

    beforeEach(() => {
        database = Database.open(undefined);
        storage = new TableStorage(database);
    });

    afterEach(() => database.close());

    const record: TableRecord = {
        definition: {
            TableName: "things",
            AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        },
        id: "1",
        createdAt: 0,
        expiryAttribute: "expiresAt",
    };
    const item = { id: { S: "a" }, expiresAt: { N: "5" } };

    async function keys(prefix: string): Promise<string[]> {
        const found: string[] = [];
        for await (const [key] of storage.entries(prefixRange(prefix))) {
            found.push(key);
        }
        return found;
    }

    it("reads an item as it stands, before, while and after it is written, and when it cannot be", async () => {
        const read = () => storage.item("things", "a");
        const put = (value: object) => storage.commit([{ type: "put", key: "item~things~a", value }]);
        const [first, second] = [item, { ...item, expiresAt: { N: "6" } }];
        await put(first);
        expect(read()).to.deep.equal(first);

        const written = put(second);
        expect(read()).to.deep.equal(first);
        await written;
        expect(read()).to.deep.equal(second);

        const cyclic: Record<string, unknown> = { id: { S: "a" } };
        cyclic.self = cyclic;
        await put(cyclic).catch(() => undefined);
        expect(read()).to.deep.equal(second);

        storage.deleteTable("things");
        expect(read()).to.equal(undefined);
    });

    it("finishes at its next start the filling of an index that a crash cut short", async () => {
        storage.write([
            { type: "put", key: "item~things~a", value: item },
            { type: "put", key: "expiry~things~half done", value: "" },
            { type: "put", key: "table~things", value: { ...record, unfilled: ["expiry~things~"] } },
        ]);

        await storage.load();

        expect(await keys("expiry~")).to.deep.equal(["expiry~things~000000000000005~a"]);
        expect(storage.table("things")).to.deep.equal(record);
    });

    it("makes a table without what the deletion of its namesake has left behind", async () => {
        storage.write([
            { type: "put", key: "item~things~a", value: item },
            { type: "put", key: "index~things~gone~a", value: item },
            { type: "put", key: "item~things2~a", value: item },
        ]);

        await storage.putTable(record);

        expect(await keys("i")).to.deep.equal(["item~things2~a"]);
    });

    it("reads all of many entries, in order, either way", async () => {
        const written = Array.from({ length: 501 }, (_, n) => `item~many~${String(n).padStart(4, "0")}`);
        storage.write(written.map((key) => ({ type: "put", key, value: item })));
        const backwards: string[] = [];

        for await (const [key] of storage.entries({ ...prefixRange("item~many~"), reverse: true })) {
            backwards.push(key);
        }

        expect(await keys("item~many~")).to.deep.equal(written);
        expect(backwards).to.deep.equal([...written].reverse());
    });
});
