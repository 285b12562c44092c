"use strict";

// The one way to run a command: node cli/run.cjs NAME [arguments]
require("./installed.cjs");

const { enableCompileCache } = require("node:module");
const path = require("node:path");

// What is compiled is kept for the next command: half of a command's time went into compiling the same files.
enableCompileCache(path.join(__dirname, "../node_modules/.cache/node-compile-cache"));
require("tsx/cjs");

const commands = {
    start: "./start.ts",
    trigger: "./trigger.ts",
    sync: "./sync.ts",
    story: "./story.ts",
    dlq: "./dlq.ts",
    replay: "./replay.ts",
    pause: "./pause.ts",
    resume: "./resume.ts",
    status: "./status.ts",
    events: "./events.ts",
    state: "./state.ts",
    logs: "./logs.ts",
    doctor: "./doctor.ts",
    completion: "./completion.ts",
    console: "./console.ts",
    rehearse: "./rehearse.ts",
    bench: "../bench/run.ts",
};

const [name, ...args] = process.argv.slice(2);

try {
    const { main } = require("local-cloud/command");
    main(require(commands[name])[name], args);
} catch (error) {
    const [, missing] = /^Cannot find module '([^./][^']*)'/.exec(error.message) ?? [];
    if (error.code !== "MODULE_NOT_FOUND" || missing === undefined) {
        throw error;
    }
    // Added to package.json since the packages were installed.
    console.error(`error: the dependency ${missing} is not installed: run "npm ci"`);
    process.exitCode = 1;
}
