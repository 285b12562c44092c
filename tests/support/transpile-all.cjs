"use strict";
/*
 * Run before all tests: transpiles at once what each of mocha's processes would file by file. TypeScript 7 makes the same
 * JavaScript as the older one that tests are loaded with, in a fraction of the time.
 */
const { execFile } = require("node:child_process");
const { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { promisify } = require("node:util");
const { create } = require("ts-node");
const transpiler = require("local-cloud/src/evaluation/transpiler.cjs");

const root = path.resolve(__dirname, "../..");
const compiler = path.join(root, "node_modules/typescript-7/bin/tsc");
/** Fewer are transpiled sooner one by one. */
const minFiles = 50;

/**
 * @param {readonly string[]} files by their paths
 * @param {string} [folder] where copies are kept, if not where tests look for them
 */
async function transpileAll(files, folder) {
    const copies = findCopies(folder);
    const missing = files
        .map((file) => ({ file, code: readFileSync(file, "utf8") }))
        .filter(({ file, code }) => !copies.has(code, file));
    if (missing.length < minFiles) {
        return;
    }
    const outDir = mkdtempSync(path.join(tmpdir(), "transpiled-"));
    const config = {
        extends: path.join(root, "tsconfig.base.json"),
        // Each file by itself, as it is transpiled later.
        compilerOptions: {
            ...{ isolatedModules: true, noCheck: true, noResolve: true, lib: ["es5"], types: [] },
            ...{ inlineSourceMap: true, inlineSources: true, rootDir: root, outDir },
        },
        files: missing.map(({ file }) => file),
    };
    try {
        const configFile = path.join(outDir, "tsconfig.json");
        writeFileSync(configFile, JSON.stringify(config));
        const isTranspiled = await promisify(execFile)(process.execPath, [compiler, "-p", configFile]).then(
            () => true,
            () => false,
        );
        if (!isTranspiled) {
            // A syntax error, which is told where the file is loaded.
            return;
        }
        for (const { file, code } of missing) {
            const output = readFileSync(path.join(outDir, path.relative(root, file).replace(/ts$/, "js")), "utf8");
            const mark = output.lastIndexOf("data:application/json;base64,");
            copies.keep(code, file, {
                outputText: `${output.slice(0, mark)}${path.basename(file, ".ts")}.js.map`,
                sourceMapText: Buffer.from(output.slice(output.indexOf(",", mark)), "base64").toString(),
                diagnostics: [],
            });
        }
    } finally {
        rmSync(outDir, { recursive: true });
    }
}

function findCopies(folder) {
    return transpiler.create({ service: create({ transpileOnly: true, cwd: root }), folder });
}

module.exports = { transpileAll };

if (require.main === module) {
    const find = (patterns) => globSync(patterns, { cwd: root }).map((name) => path.join(root, name));
    void transpileAll(
        find(["{bench,cli,tests}/**/*.ts", "console/{model,server}/**/*.ts", "packages/*/{*,{src,tests}/**/*}.ts"]),
    );
    // Meanwhile the program, by the compiler that it is evaluated with: maps, which differ, come into artefacts.
    const copies = findCopies();
    for (const file of find(["index.ts", "{infra,handlers}/**/*.ts"])) {
        copies.transpile(readFileSync(file, "utf8"), { fileName: file });
    }
}
