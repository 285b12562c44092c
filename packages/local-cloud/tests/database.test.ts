import { expect } from "chai";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { Database, type KeyRange } from "../src/database";

describe("Database", () => {
    let folder: string;
    let database: Database;

    beforeEach(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "database-"));
        database = Database.open(folder);
    });

    afterEach(async () => {
        database.close();
        await rm(folder, { recursive: true });
    });

    const put = (key: string, value: unknown) => ({ type: "put", key, value }) as const;

    async function keys(range: KeyRange): Promise<string[]> {
        const found: string[] = [];
        for await (const [key] of database.entries(range)) {
            found.push(key);
        }
        return found;
    }

    it("has all of many entries, in the order of their keys' bytes, either way, to a limit", async () => {
        const written = Array.from({ length: 501 }, (_, n) => `many~${String(n).padStart(4, "0")}`);
        const range = { gte: "many~", lt: "many~\u{10ffff}" };
        database.write([...written].reverse().map((key) => put(key, key)));

        expect(await keys(range)).to.deep.equal(written);
        expect(await keys({ ...range, reverse: true })).to.deep.equal([...written].reverse());
        expect(await keys({ ...range, limit: 301 })).to.deep.equal(written.slice(0, 301));
        expect(await keys({ gt: "many~0003", lt: "many~0006" })).to.deep.equal(["many~0004", "many~0005"]);
    });

    it("orders and keeps keys with any characters: nulls, and those beyond the first plane", async () => {
        const written = ["a\u0000a", "a\u0000b", "aa", "a\uffff", "a\u{1f600}"];
        database.write(written.map((key) => put(key, key)));

        expect(await keys({ gte: "a", lt: "a\u{10ffff}" })).to.deep.equal(written);
        expect(database.get("a\u{1f600}")).to.equal("a\u{1f600}");
    });

    it("commits together what is given in one turn, in order, but for what cannot be written", async () => {
        const circular: { self?: unknown } = {};
        circular.self = circular;
        const commits = [
            database.commit([put("a", 1), put("b", 1)]),
            database.commit([put("c", 1), put("d", circular)]),
            database.commit([put("a", 2)]),
        ];

        const before = database.get("a");
        const outcomes = await Promise.allSettled(commits);

        expect(before).to.equal(undefined);
        expect(outcomes.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected", "fulfilled"]);
        expect(await keys({ gte: "a", lt: "e" })).to.deep.equal(["a", "b"]);
        expect(database.get("a")).to.equal(2);
    });

    it("has on disk what was given before it is closed", async () => {
        const committed = database.commit([put("a", 1)]);
        database.close();
        await committed;

        database = Database.open(folder);

        expect(database.get("a")).to.equal(1);
    });

    it("does all of a batch or nothing", () => {
        const circular: { self?: unknown } = {};
        circular.self = circular;

        expect(() => database.write([put("a", 1), put("b", circular)])).to.throw(path.join(folder, "cloud.sqlite"));

        expect(database.get("a")).to.equal(undefined);
        database.write([put("a", { deep: [1, null] }), { type: "del", key: "b" }]);
        expect(database.get("a")).to.deep.equal({ deep: [1, null] });
    });

    it("clears and measures a range, and no more", () => {
        database.write([put("a~1", "x"), put("a~2", "é"), put("b~1", "x")]);

        // Three bytes a key, and each value's JSON text.
        expect(database.measure({ gte: "a~", lt: "a~\u{10ffff}" })).to.deep.equal({ entries: 2, bytes: 3 + 3 + 3 + 4 });
        database.clear({ gte: "a~", lt: "a~\u{10ffff}" });
        expect(database.measure({ gte: "a", lt: "c" })).to.deep.equal({ entries: 1, bytes: 6 });
    });

    it("is one file once it is closed", async () => {
        database.write([put("a", 1)]);
        database.close();

        expect(await readdir(folder)).to.have.members(["PID", "cloud.sqlite"]);
        database = Database.open(folder);
        expect(database.get("a")).to.equal(1);
    });

    it("goes on with a file whose table has no rowids, as it was made before", () => {
        database.close();
        const sqlite = new DatabaseSync(path.join(folder, "cloud.sqlite"));
        sqlite.exec("DROP TABLE entries");
        sqlite.exec("CREATE TABLE entries (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID");
        sqlite.exec(`INSERT INTO entries VALUES ('a', '"old"'), ('b', '"old"')`);
        sqlite.close();

        database = Database.open(folder);
        database.write([put("a", "new"), put("c", "new")]);
        database.close();

        database = Database.open(folder);
        expect(["a", "b", "c"].map((key) => database.get(key))).to.deep.equal(["new", "old", "new"]);
    });
});
