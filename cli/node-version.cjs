"use strict";

/** What Pulumi's SDK needs, and `node:sqlite`. */
const minMajor = 22;

/**
 * Why nothing runs on a version of Node, in one sentence; undefined when it does.
 *
 * @param {string} version such as `24.21.0`
 * @returns {string | undefined}
 */
function refusal(version) {
    return Number(version.split(".")[0]) >= minMajor
        ? undefined
        : `Node ${version} is too old: on Linux, Windows and Intel Macs "npm ci" brings Node 24 for every npm script; ` +
              `elsewhere, install Node ${minMajor} or newer`;
}

module.exports = { refusal };
