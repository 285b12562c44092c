"use strict";

const { refusal } = require("./node-version.cjs");

// Says in one sentence what is missing. Plain JavaScript, since nothing else runs without the packages.
let reason;
try {
    require.resolve("tsx/cjs");
    reason = refusal(process.versions.node);
} catch {
    reason = 'dependencies are not installed: run "npm ci"';
}
if (reason !== undefined) {
    console.error(`error: ${reason}`);
    process.exit(1);
}
