"use strict";
const { hash } = require("node:crypto");
const {
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    statSync,
    writeFileSync,
} = require("node:fs");
const path = require("node:path");

/** After how long a text is removed, in milliseconds: most were made of what has been saved over since. */
const maxAgeMs = 30 * 24 * 3_600_000;

/** What is made of files, kept for other processes. Where nothing can be written, each makes its own. */
class KeptTexts {
    #folder;
    #hasKept = false;

    /** @param {string} folder need not be there */
    constructor(folder) {
        this.#folder = folder;
    }

    /**
     * @param {readonly unknown[]} origin all that the text depends on
     * @returns {string | undefined}
     */
    find(origin) {
        try {
            return readFileSync(this.#file(origin), "utf8");
        } catch {
            return undefined;
        }
    }

    has(origin) {
        return existsSync(this.#file(origin));
    }

    /** Whole or not at all, for others read it meanwhile. */
    keep(origin, text) {
        const file = this.#file(origin);
        const draft = `${file}.${process.pid}`;
        try {
            if (!this.#hasKept) {
                this.#hasKept = true;
                mkdirSync(this.#folder, { recursive: true });
                this.#removeOld();
            }
            writeFileSync(draft, text);
            renameSync(draft, file);
        } catch {
            // It can be made again.
        }
    }

    #file(origin) {
        return path.join(this.#folder, hash("sha256", origin.join("\n")));
    }

    #removeOld() {
        try {
            const files = readdirSync(this.#folder).map((name) => path.join(this.#folder, name));
            const old = files.filter((file) => Date.now() - statSync(file).mtimeMs > maxAgeMs);
            old.forEach((file) => rmSync(file));
        } catch {
            // Another process removes them meanwhile.
        }
    }
}

module.exports = { KeptTexts };
