import { expect } from "chai";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { typeErrors } from "../src/type-check";

/** Where TypeScript and the rest are installed. */
const packages = path.resolve(require.resolve("typescript/package.json"), "../..");

describe("the check of a program's types", function () {
    this.timeout(60_000);
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "types-"));
        symlinkSync(packages, path.join(folder, "node_modules"));
        write("index.ts", "export const first: number = 'one';\n");
        write("unused.ts", "export const second: number = 'two';\n");
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
    const configure = (options: object) =>
        write("tsconfig.json", JSON.stringify({ compilerOptions: { types: [], lib: ["es5"], ...options } }));

    function check(signal = new AbortController().signal): Promise<string> {
        const sources = ["index.ts", "settings.json"].map((name) => path.join(folder, name));
        return typeErrors({ folder, sources, buildInfo: path.join(folder, "build-info") }, signal);
    }

    it("finds what is wrong in the files that the program loads, each time", async () => {
        configure({});

        const errors = [await check(), await check()];

        const expected = "index.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.";
        expect(errors).to.deep.equal([expected, expected]);
    });

    it("finds nothing where Pulumi would not look", async () => {
        const unconfigured = await check();
        configure({ noCheck: true });
        const unwanted = await check();

        expect([unconfigured, unwanted]).to.deep.equal(["", ""]);
    });

    it("ends when it is not wanted any more", async () => {
        configure({});
        const outdated = new AbortController();
        const checking = check(outdated.signal);

        outdated.abort();

        expect(await checking).to.equal("");
    });
});
