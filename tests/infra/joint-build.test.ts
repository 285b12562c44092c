import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { buildEntries, type Entry, JointBuild } from "../../infra/joint-build";
import { failure } from "local-cloud/testing";

describe("bundles that are built together", () => {
    let folder: string;
    /** How many entries each run of esbuild had. */
    let runs: number[];
    let builds: JointBuild;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "joint-"));
        for (const name of ["shared", "one", "two"]) {
            writeFileSync(path.join(folder, `${name}.js`), `exports.${name} = "${name}";`);
        }
        runs = [];
        builds = new JointBuild((entries) => {
            runs.push(entries.length);
            return buildEntries(entries, options());
        });
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    const options = () =>
        ({ bundle: true, minify: true, platform: "node", outdir: folder, logLevel: "silent" }) as const;
    const at = (name: string) => JSON.stringify(path.join(folder, name));
    const entryOf = (name: string): Entry => ({
        file: `${name}.js`,
        contents: `console.log(require(${at("shared")}), require(${at(name)}));`,
    });
    const inputNames = ({ inputs }: { inputs: string[] }) => inputs.map((file) => path.basename(file)).sort();

    /** Has them come at the same time. */
    async function buildAll(entries: readonly Entry[]) {
        const arrivals = entries.map(() => builds.expect());
        return Promise.allSettled(
            entries.map((entry, index) => {
                const built = builds.build(entry);
                arrivals[index]?.();
                return built;
            }),
        );
    }

    it("are what each is in a run of its own, and come from one", async () => {
        const entries = ["one", "two"].map(entryOf);

        const together = await buildAll(entries);

        const alone = await Promise.all(entries.map(async (entry) => buildEntries([entry], options())));
        expect(together).to.deep.equal(alone.map(([value]) => ({ status: "fulfilled", value })));
        expect(runs).to.deep.equal([2]);
    });

    it("name the files that each comes from, and no others", async () => {
        const [one, two] = await buildEntries(["one", "two"].map(entryOf), options());

        expect(one && inputNames(one)).to.deep.equal(["one.js", "shared.js"]);
        expect(two && inputNames(two)).to.deep.equal(["shared.js", "two.js"]);
    });

    it("take a file that is called as an entry for what it is", async () => {
        const file = path.join(folder, "one.js");

        const [built] = await buildEntries([{ file, contents: `require(${at("one")}); mine();` }], options());

        expect(built?.code).to.include('"one"').and.include("mine()");
    });

    it("are there for all but the one that cannot be built, which says why", async () => {
        const [good, bad] = await buildAll([entryOf("one"), entryOf("missing")]);

        expect(good).to.include({ status: "fulfilled" });
        expect((bad as PromiseRejectedResult).reason)
            .to.have.property("message")
            .that.includes("missing");
        expect(runs).to.deep.equal([2, 1, 1]);
    });

    it("do not wait for what does not come", async () => {
        const arrive = builds.expect();
        const neverComes = builds.expect();
        const built = builds.build(entryOf("one"));
        arrive();
        neverComes();

        expect((await built).code).to.include('"one"');
    });

    it("wait only a little for what may wait for them", async () => {
        const arrive = builds.expect();
        builds.expect();
        const built = builds.build(entryOf("one"));
        arrive();

        expect((await built).code).to.include('"one"');
    });

    it("fail as one does alone", async () => {
        expect(await failure(builds.build(entryOf("missing"))))
            .to.have.property("errors")
            .with.length(1);
    });
});
