"use strict";

// The one way to run a command: node cli/run.cjs NAME [arguments]
require("./installed.cjs");

require("local-cloud/typescript.cjs");

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
