"use strict";

/** From here on `node:sqlite` is there without a flag, and what Pulumi's SDK needs. */
const minVersion = "22.13";

/**
 * Why nothing runs on a version of Node, in one sentence; undefined when it does.
 *
 * @param {string} version such as `24.21.0`
 * @param {string} [remedy] what to do, in words
 * @returns {string | undefined}
 */
function refusal(version, remedy = `install Node ${minVersion} or newer`) {
    const [major, minor] = version.split(".").map(Number);
    const [minMajor, minMinor] = minVersion.split(".").map(Number);
    const isEnough = major > minMajor || (major === minMajor && minor >= minMinor);
    return isEnough ? undefined : `Node ${version} is too old: ${remedy}`;
}

module.exports = { minVersion, refusal };
