import { expect } from "chai";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { checkTable } from "../../../local/leveldb/table";
import { fillLevel } from "./filled-level";

describe("checkTable", () => {
    /** Of a table of several blocks, compressed. */
    let table: Buffer;

    before(async () => {
        const folder = await mkdtemp(path.join(tmpdir(), "table-"));
        let value = 0;
        await fillLevel(folder, () => `${value++} `.repeat(300), 100);
        await fillLevel(folder, () => "", 0); // makes a table of the log
        const name = (await readdir(folder)).find((one) => one.endsWith(".ldb"));
        table = await readFile(path.join(folder, name ?? "no table"));
        await rm(folder, { recursive: true });
    });

    it("takes a table as LevelDB made it", () => {
        expect(() => checkTable(table)).to.not.throw();
    });

    it("refuses it when any byte is another", () => {
        // What stands before the end is filled up with bytes that are not read.
        const places = Array.from({ length: table.length - 48 }, (_, place) => place);

        const unnoticed = places.filter((place) => {
            const changed = Buffer.from(table);
            changed.writeUInt8(changed.readUInt8(place) ^ 4, place);
            try {
                checkTable(changed);
                return true;
            } catch {
                return false;
            }
        });

        expect(unnoticed).to.deep.equal([]);
    });
});
