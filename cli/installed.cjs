"use strict";

// Says in one sentence what a fresh clone lacks. Plain JavaScript, since nothing else runs without the packages.
try {
    require.resolve("tsx/cjs");
} catch {
    console.error('error: dependencies are not installed: run "npm ci"');
    process.exit(1);
}
