import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { buildEntries, type Built } from "../../infra/joint-build";
import { buildOnce } from "../../infra/kept-build";

describe("a build that is kept", () => {
    const name = `test-${process.pid}`;
    const buildFolder = path.resolve("node_modules/.cache/builds");
    const kept = () =>
        readdirSync(buildFolder)
            .filter((file) => file.startsWith(`${name}-`))
            .map((file) => path.join(buildFolder, file));
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "build-"));
        writeFileSync(path.join(folder, "part.js"), "module.exports = 'one';");
        entry = `console.log(require(${JSON.stringify(path.join(folder, "part"))}))`;
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
        kept().forEach((file) => rmSync(file));
    });

    async function build(contents: string, mayKeep = true): Promise<string> {
        const one = { file: "entry.js", contents };
        const options = { bundle: true, format: "cjs", platform: "node", outdir: folder } as const;
        const { code } = await buildOnce(name, {
            entry: one,
            options,
            plugins: [path.join(folder, "plugin.js")],
            build: async () => (await buildEntries([one], options))[0] as Built,
            mayKeep: () => mayKeep,
        });
        return code;
    }

    let entry: string;

    /** Changes what is kept, so that one can see where a text comes from. */
    const mark = () =>
        kept().forEach((file) => writeFileSync(file, readFileSync(file, "utf8").replace('\\"one\\"', '\\"kept\\"')));

    it("is not made again while nothing has changed", async () => {
        await build(entry);
        mark();

        expect(await build(entry)).to.include('"kept"');
    });

    it("is made again when a file or the options have changed", async () => {
        await build(entry);
        mark();
        const other = await build(`${entry};`);
        mark();
        writeFileSync(path.join(folder, "part.js"), "module.exports = 'two';");

        expect(other).to.include('"one"').and.not.include("kept");
        expect(await build(`${entry};`)).to.include('"two"');
    });

    it("is kept beside others of its name, the last sixteen of them", async () => {
        await build(entry);
        mark();
        for (let length = 1; length < 16; length++) {
            await build(entry + ";".repeat(length));
        }
        const ofSixteen = await build(entry);
        await build(entry + ";".repeat(16));

        expect(ofSixteen).to.include('"kept"');
        expect(kept()).to.have.length(16);
        // Asked for after the others.
        expect(await build(entry)).to.include('"kept"');
    });

    it("is made again when a plugin's code has changed", async () => {
        await build(entry);
        mark();
        writeFileSync(path.join(folder, "plugin.js"), "");

        expect(await build(entry)).to.include('"one"');
    });

    it("is not kept where it may not be", async () => {
        await build(entry, false);

        expect(kept()).to.deep.equal([]);
    });
});
