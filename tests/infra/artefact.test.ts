import { expect } from "chai";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { writeArtefact } from "../../infra/artefact";

describe("writeArtefact", () => {
    const before = process.cwd();
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "artefact-"));
        process.chdir(folder);
    });

    afterEach(async () => {
        process.chdir(before);
        await rm(folder, { recursive: true });
    });

    it("names the file after its content, by a path that is the same on every machine, and puts the map beside it", async () => {
        const file = await writeArtefact("receive", { code: "one", map: "{}" });

        expect(file).to.equal("node_modules/.cache/stripe-eventbridge/receive-7692c3ad3540bb80.js");
        expect(await readFile(file, "utf8")).to.equal("one");
        expect(await readFile(`${file}.map`, "utf8")).to.equal("{}");
    });

    it("gives the same path for the same content, another one for another, and leaves nothing half-written", async () => {
        const one = await writeArtefact("receive", { code: "one", map: "{}" });
        const again = await writeArtefact("receive", { code: "one", map: "{}" });
        const two = await writeArtefact("receive", { code: "two", map: "{}" });

        expect([again === one, two === one]).to.deep.equal([true, false]);
        expect(await readdir(path.dirname(one))).to.have.members(
            [one, `${one}.map`, two, `${two}.map`].map((file) => path.basename(file)),
        );
    });

    it("removes what no run has named for a day, and nothing younger", async () => {
        const write = (code: string) => writeArtefact("receive", { code, map: "{}" });
        const [old, young, again] = [await write("old"), await write("young"), await write("again")];
        const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
        for (const [file, hours] of [[old, 25] as const, [young, 23] as const, [again, 25] as const]) {
            await utimes(file, ago(hours), ago(hours));
            await utimes(`${file}.map`, ago(hours), ago(hours));
        }

        await write("again");
        await write("new");

        const exist = [old, young, again].map((file) => [existsSync(file), existsSync(`${file}.map`)]);
        expect(exist).to.deep.equal([
            [false, false],
            [true, true],
            [true, true],
        ]);
    });

    it("writes a file again that lacks its map", async () => {
        const file = await writeArtefact("receive", { code: "one", map: "{}" });
        await rm(`${file}.map`);

        await writeArtefact("receive", { code: "one", map: "{}" });

        expect(await readFile(`${file}.map`, "utf8")).to.equal("{}");
    });
});
