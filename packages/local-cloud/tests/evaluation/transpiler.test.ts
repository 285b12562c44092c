import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { create, type CreateOptions } from "ts-node";
import ts from "typescript";

const transpiler = path.resolve(__dirname, "../../src/evaluation/transpiler.cjs");
const program = "/project/index.ts";

describe("TypeScript that is transpiled once", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "transpiled-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** Compiles as a process of its own would: with nothing in memory. */
    function compile(code: string, compilerOptions?: CreateOptions["compilerOptions"], file = program): string {
        return compileWithMap(code, compilerOptions, file)[0] ?? "";
    }

    function compileWithMap(code: string, compilerOptions: CreateOptions["compilerOptions"], file: string): string[] {
        const options = { module: "commonjs", target: "es2021", ...compilerOptions };
        const service = create({
            transpileOnly: true,
            transpiler: [transpiler, { folder }],
            skipProject: true,
            compilerOptions: options,
        });
        return service.compile(code, file).split(/\n\/\/# sourceMappingURL=.*base64,/);
    }

    /** Those of the source map. */
    function sources(code: string, file: string): string[] {
        const [, base64 = ""] = compileWithMap(code, {}, file);
        return (JSON.parse(Buffer.from(base64, "base64").toString()) as { sources: string[] }).sources;
    }

    /** Changes the copy, so that one can see where an output comes from. */
    function alterCopy(alter: (text: string) => string): void {
        const [name = ""] = readdirSync(folder);
        writeFileSync(path.join(folder, name), alter(readFileSync(path.join(folder, name), "utf8")));
    }

    it("is what the compiler itself makes of it", () => {
        const code = 'import { a } from "./a";\nexport const b: number = a ?? 1;\n';
        const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2021 };

        expect(compile(code)).to.contain("exports.b = a_1.a ?? 1;");
        expect(compile(code)).to.equal(
            ts.transpileModule(code, { fileName: program, compilerOptions }).outputText.replace(/\n$/, ""),
        );
    });

    it("comes from the copy the next time", () => {
        compile("export const a = 1;");
        alterCopy((text) => text.replace("exports.a = 1", "exports.a = 'copy'"));

        expect(compile("export const a = 1;")).to.contain("exports.a = 'copy'");
    });

    it("comes from the copy in another project, whose settings differ in what is checked and where files lie", () => {
        compile("export const a = 1;");
        alterCopy((text) => text.replace("exports.a = 1", "exports.a = 'copy'"));

        const elsewhere = { outDir: "/elsewhere", rootDir: "/", lib: ["es2023"], types: ["mocha"], incremental: true };

        expect(compile("export const a = 1;", elsewhere)).to.contain("exports.a = 'copy'");
        expect(compile("export const a = 1;", { ...elsewhere, noImplicitOverride: true })).to.contain("'copy'");
    });

    it("comes from the copy in another folder, and places lead to the file there", () => {
        compile("export const a = 1;");
        alterCopy((text) => text.replace("exports.a = 1", "exports.a = 'copy'"));

        expect(compile("export const a = 1;", {}, "/elsewhere/index.ts")).to.contain("exports.a = 'copy'");
        expect(sources("export const a = 1;", "/elsewhere/index.ts")).to.deep.equal(["/elsewhere/index.ts"]);
        expect(compile("export const a = 1;", {}, "/elsewhere/other.ts")).to.contain("exports.a = 1");
    });

    it("is transpiled again when the file or its settings change", () => {
        compile("export const a = 1;");
        alterCopy((text) => text.replace("exports.a = 1", "exports.a = 'copy'"));

        expect(compile("export const a = 2;")).to.contain("exports.a = 2");
        expect(compile("export const a = 1;", { module: "esnext" })).to.contain("export const a = 1");
    });

    it("has no copy any more a month after it was made", () => {
        compile("export const a = 1;");
        const [first = ""] = readdirSync(folder);
        const monthAgo = Date.now() / 1000 - 31 * 24 * 3600;
        utimesSync(path.join(folder, first), monthAgo, monthAgo);

        compile("export const b = 2;");

        const names = readdirSync(folder);
        expect(names).to.have.length(1).and.not.include(first);
    });

    it("is transpiled again when the copy is damaged", () => {
        compile("export const a = 1;");
        alterCopy((text) => text.slice(0, 80));

        expect(compile("export const a = 1;")).to.contain("exports.a = 1");
    });

    it("keeps no copy of what does not compile", () => {
        expect(() => compile("export const = 1;")).to.throw(/Variable declaration expected/);
        expect(readdirSync(folder)).to.deep.equal([]);
    });

    it("runs where no copy can be kept", () => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, "");

        expect(compile("export const a = 1;")).to.contain("exports.a = 1");
    });
});
