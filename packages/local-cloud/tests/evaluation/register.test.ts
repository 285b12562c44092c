import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const register = path.resolve(__dirname, "../../src/evaluation/register.cjs");
const script = `console.log(process[Symbol.for("ts-node.register.instance")].ts.ModuleKind[
    process[Symbol.for("ts-node.register.instance")].config.options.module
])`;

describe("the compilers of an evaluating process", function () {
    this.timeout(30_000);
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "local-cloud-register-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("have the program's, by its own tsconfig.json, as the one that a program finds", () => {
        writeFileSync(path.join(folder, "tsconfig.json"), '{ "compilerOptions": { "module": "nodenext" } }');

        const found = execFileSync(process.execPath, ["-r", register, "-e", script], { cwd: folder, encoding: "utf8" });

        expect(found.trim()).to.equal("NodeNext");
    });
});
