"use strict";

// By its path: it is there without the packages, and plain JavaScript, since nothing else runs on an old Node.
const { minVersion, refusal } = require("../packages/local-cloud/bin/node-version.cjs");

// Says in one sentence what is missing.
let reason;
try {
    require.resolve("esbuild");
    reason = refusal(
        process.versions.node,
        'on Linux, Windows and Intel Macs "npm ci" brings Node 24 for every npm script; ' +
            `elsewhere, install Node ${minVersion} or newer`,
    );
} catch {
    reason = 'dependencies are not installed: run "npm ci"';
}
if (reason !== undefined) {
    console.error(`error: ${reason}`);
    process.exit(1);
}
