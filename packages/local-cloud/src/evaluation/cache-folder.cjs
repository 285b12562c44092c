"use strict";
const path = require("node:path");

/**
 * Where copies are kept of what can be made again: beside the packages, wherever this one is installed.
 *
 * @param {string} name of the folder
 * @returns {string}
 */
function cacheFolder(name) {
    return path.join(require.resolve("typescript/package.json"), "../../.cache", name);
}

module.exports = { cacheFolder };
