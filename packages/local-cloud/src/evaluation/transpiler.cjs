"use strict";
/*
 * TypeScript's own output for ts-node, kept between processes: most of an evaluation's time went into transpiling the same
 * files in one more process. A file is transpiled again when it, its settings or the compiler change; a copy of it elsewhere
 * is not.
 *
 * https://typestrong.org/ts-node/docs/transpilers/#third-party-transpilers
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const ts = require("typescript");
const { cacheFolder } = require("./cache-folder.cjs");

const ownFolder = cacheFolder("transpiled");

/** @param folder where the copies are; an option in ts-node's `transpiler: [path, { folder }]` */
exports.create = ({ service, folder = ownFolder }) => {
    const compilerOptions = emitOptions(service.config.options);
    const settings = JSON.stringify([ts.version, compilerOptions]);
    let hasKept = false;
    return {
        transpile(code, { fileName }) {
            // Of a path, the output has the file's name, and may depend on whether it is a package's.
            const key = hash([settings, path.basename(fileName), isInPackage(fileName), code].join("\n"));
            const file = path.join(folder, `${key}.json`);
            const kept = read(file);
            if (kept !== undefined) {
                return kept;
            }
            const output = ts.transpileModule(code, { fileName, compilerOptions, reportDiagnostics: true });
            if (output.diagnostics.length === 0) {
                keep(file, output);
                if (!hasKept) {
                    hasKept = true;
                    removeOld(folder);
                }
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

function isInPackage(fileName) {
    return /[\\/]node_modules[\\/]/.test(fileName);
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
function keep(file, output) {
    const draft = `${file}.${process.pid}`;
    try {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(draft, JSON.stringify(output));
        renameSync(draft, file);
    } catch {
        // It is a copy of what can be made again.
    }
}

/** After how long a copy is removed, in milliseconds: most are of what has been saved over since. */
const maxAgeMs = 30 * 24 * 3_600_000;

function removeOld(folder) {
    try {
        const files = readdirSync(folder).map((name) => path.join(folder, name));
        const old = files.filter((file) => Date.now() - statSync(file).mtimeMs > maxAgeMs);
        old.forEach((file) => rmSync(file));
    } catch {
        // Another process removes them meanwhile.
    }
}
