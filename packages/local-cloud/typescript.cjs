"use strict";
/*
 * From here on, `require` loads TypeScript: for commands, tests, and the processes that they start. esbuild makes JavaScript
 * of a file, which is kept for other processes, as is what V8 makes of that.
 *
 * Not for a program (src/evaluation/register.cjs): closure serialization needs TypeScript's own output.
 */
const { readFileSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const path = require("node:path");
const { version } = require("esbuild/package.json");
const { cacheFolder } = require("./src/evaluation/cache-folder.cjs");
const { KeptTexts } = require("./src/kept-texts.cjs");
const { mapStackTraces } = require("./src/source-places.cjs");

enableCompileCache(cacheFolder("node-compile-cache"));

const options = {
    loader: "ts",
    format: "cjs",
    platform: "node",
    target: "node22",
    sourcemap: "inline",
    sourcesContent: false,
    // As in the tsconfig.json of each project.
    tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: false } },
};
const settings = JSON.stringify([version, options]);
const kept = new KeptTexts(cacheFolder("javascript"));
const outputs = new Map();

require.extensions[".ts"] = (module, file) => {
    const output = toJavaScript(path.basename(file), readFileSync(file, "utf8"));
    outputs.set(file, output);
    module._compile(output, file);
};
mapStackTraces((file) => outputs.get(file));

function toJavaScript(sourcefile, code) {
    const origin = [settings, sourcefile, code];
    const known = kept.find(origin);
    if (known !== undefined) {
        return known;
    }
    const output = require("esbuild").transformSync(code, { ...options, sourcefile }).code;
    kept.keep(origin, output);
    return output;
}
