import { expect } from "chai";
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { create } from "ts-node";

import { transpileAll } from "./transpile-all.cjs";

const root = path.resolve(__dirname, "../..");
const transpiler = path.join(root, "packages/local-cloud/src/evaluation/transpiler.cjs");

describe("What is transpiled at once", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "transpile-all-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** As tests are loaded that find the copies in a folder. */
    function load(files: readonly string[], copies: string): string[] {
        const service = create({ transpileOnly: true, cwd: root, transpiler: [transpiler, { folder: copies }] });
        return files.map((file) =>
            service.compile(readFileSync(file, "utf8"), file).replace(/\n\/\/# sourceMappingURL=.*/, ""),
        );
    }

    it("is what tests are loaded from, and what they would be compiled to", async function () {
        this.timeout(30_000);
        const files = globSync("packages/stripe-events/src/**/*.ts", { cwd: root }).map((name) =>
            path.join(root, name),
        );
        const [atOnce, oneByOne] = [path.join(folder, "at-once"), path.join(folder, "one-by-one")];

        await transpileAll(files, atOnce);
        const made = readdirSync(atOnce);
        const loaded = load(files, atOnce);

        expect(made).to.have.length(files.length);
        expect(readdirSync(atOnce)).to.deep.equal(made);
        expect(loaded).to.deep.equal(load(files, oneByOne));
    });
});
