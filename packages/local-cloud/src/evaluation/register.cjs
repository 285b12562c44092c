"use strict";
/*
 * Preloaded into a process that evaluates or checks a program, whose folder is the working directory: TypeScript by
 * ts-node, as in Pulumi's own language host, since others break closure serialization. The program is compiled by its own
 * tsconfig.json; the code around it as this package needs it.
 */
const { enableCompileCache } = require("node:module");
const path = require("node:path");
const { cacheFolder } = require("./cache-folder.cjs");

// Most of the time until a program runs goes into loading Pulumi and its packages.
enableCompileCache(cacheFolder("node-compile-cache"));

const { register } = require("ts-node");
const ts = require("typescript");

const local = path.join(__dirname, "..");
const config = ts.findConfigFile(process.cwd(), ts.sys.fileExists);
// What ts-node is to leave alone, by paths from where the configuration is.
// Each file is one compiler's: what both compile, the second compiles from the first one's output, and keeps neither copy.
const toLocal = path.relative(config === undefined ? process.cwd() : path.dirname(config), local);
const localFiles = `^${toLocal.replaceAll(path.sep, "/").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}/`;

const transpiler = path.join(__dirname, "transpiler.cjs");
const compilerOptions = { target: "es2021", module: "commonjs", moduleResolution: "node10", esModuleInterop: true };
// Without a tsconfig.json, ts-node would take the newest Node's options, which do not go with the compiler's.
const ofProgram = config === undefined ? { skipProject: true, compilerOptions } : {};
register({
    transpileOnly: true,
    transpiler,
    skipProject: true,
    compilerOptions,
    // This package may be installed below a node_modules; what it needs is not.
    ignore: [],
    scope: true,
    scopeDir: local,
});
// The last is the one that a program finds as process[Symbol.for("ts-node.register.instance")], as in Pulumi's language host.
register({ ...ofProgram, transpileOnly: true, transpiler, ignore: ["(?:^|/)node_modules/", localFiles] });
