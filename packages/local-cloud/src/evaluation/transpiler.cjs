"use strict";
/*
 * TypeScript's own output for ts-node, kept between processes: most of an evaluation's time went into transpiling the same
 * files in one more process. A file is transpiled again when it, its settings or the compiler change.
 *
 * https://typestrong.org/ts-node/docs/transpilers/#third-party-transpilers
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const ts = require("typescript");
const { cacheFolder } = require("./cache-folder.cjs");

const ownFolder = cacheFolder("transpiled");

/** @param folder where the copies are; an option in ts-node's `transpiler: [path, { folder }]` */
exports.create = ({ service, folder = ownFolder }) => {
    const compilerOptions = emitOptions(service.config.options);
    const settings = JSON.stringify([ts.version, compilerOptions]);
    return {
        transpile(code, { fileName }) {
            const key = hash(`${settings}\n${fileName}\n${code}`);
            const file = path.join(folder, `${hash(fileName)}.json`);
            const kept = read(file);
            if (kept?.key === key) {
                return kept.output;
            }
            const output = ts.transpileModule(code, { fileName, compilerOptions, reportDiagnostics: true });
            if (output.diagnostics.length === 0) {
                keep(file, { key, output });
            }
            return output;
        },
    };
};

/**
 * What says where files lie and what is checked, and changes nothing in a single file's JavaScript: without it, processes
 * of several projects share the copies, instead of each overwriting the other's.
 */
const withoutEffect = new Set(
    [
        ["outDir", "rootDir", "configFilePath", "tsBuildInfoFile", "incremental", "noEmit", "declaration"],
        ["lib", "types", "typeRoots", "skipLibCheck", "resolveJsonModule", "forceConsistentCasingInFileNames"],
        ["noImplicitOverride", "noUncheckedIndexedAccess", "noFallthroughCasesInSwitch"],
    ].flat(),
);

/** The other options, in one order. */
function emitOptions(options) {
    const names = Object.keys(options).filter((name) => !withoutEffect.has(name));
    return Object.fromEntries(names.sort().map((name) => [name, options[name]]));
}

function hash(text) {
    return createHash("sha256").update(text).digest("hex");
}

/** Undefined where it is missing or cannot be read. */
function read(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}

/** Whole or not at all, for others read it meanwhile; where nothing can be written, the next process transpiles again. */
function keep(file, entry) {
    const draft = `${file}.${process.pid}`;
    try {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(draft, JSON.stringify(entry));
        renameSync(draft, file);
    } catch {
        // It is a copy of what can be made again.
    }
}
