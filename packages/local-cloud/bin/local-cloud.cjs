#!/usr/bin/env node
"use strict";

const { refusal } = require("./node-version.cjs");

// Plain JavaScript until the version is known: the rest would end in a syntax error or a missing module.
const reason = refusal(process.versions.node);
if (reason === undefined) {
    require("../typescript.cjs");
    const { main } = require("../src/tool/main.ts");
    main(require("../src/tool/start.ts").start, process.argv.slice(2));
} else {
    console.error(`error: ${reason}`);
    process.exitCode = 1;
}
