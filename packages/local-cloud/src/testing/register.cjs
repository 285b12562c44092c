"use strict";
/*
 * Preloaded by mocha: TypeScript by ts-node, as Pulumi loads a program, and what is compiled is kept for the other processes
 * of the tests and the next run.
 */
const { enableCompileCache } = require("node:module");
const path = require("node:path");
const { register } = require("ts-node");
const { cacheFolder } = require("../evaluation/cache-folder.cjs");

// By the environment, for child processes too: https://nodejs.org/api/module.html#module-compile-cache
process.env.NODE_COMPILE_CACHE ??= cacheFolder("node-compile-cache");
enableCompileCache(process.env.NODE_COMPILE_CACHE);
// ts-node would compile it past that, with a cache below the system's temporary folder for each command.
require("typescript");

register({ transpileOnly: true, transpiler: path.join(__dirname, "../evaluation/transpiler.cjs") });
