"use strict";
/*
 * TypeScript's own output for ts-node, kept between processes: most of an evaluation's time went into transpiling the same
 * files in one more process. A file is transpiled again when it, its settings or the compiler change; a copy of it elsewhere
 * is not.
 *
 * https://typestrong.org/ts-node/docs/transpilers/#third-party-transpilers
 */
const path = require("node:path");
const ts = require("typescript");
const { KeptTexts } = require("../kept-texts.cjs");
const { cacheFolder } = require("./cache-folder.cjs");

const ownFolder = cacheFolder("transpiled");

/** @param folder where the copies are; an option in ts-node's `transpiler: [path, { folder }]` */
exports.create = ({ service, folder = ownFolder }) => {
    const compilerOptions = emitOptions(service.config.options);
    const settings = JSON.stringify([ts.version, compilerOptions]);
    const copies = new KeptTexts(folder);
    // Of a path, the output has the file's name, and may depend on whether it is a package's.
    const findOrigin = (code, fileName) => [settings, path.basename(fileName), isInPackage(fileName), code];
    return {
        /** For what compiles many files at once: whether there is a copy. */
        has(code, fileName) {
            return copies.has(findOrigin(code, fileName));
        },
        /** @param output as `ts.transpileModule` returns it */
        keep(code, fileName, output) {
            copies.keep(findOrigin(code, fileName), JSON.stringify(output));
        },
        transpile(code, { fileName }) {
            const kept = parse(copies.find(findOrigin(code, fileName)));
            if (kept !== undefined) {
                return kept;
            }
            const output = ts.transpileModule(code, { fileName, compilerOptions, reportDiagnostics: true });
            if (output.diagnostics.length === 0) {
                this.keep(code, fileName, output);
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

/** Undefined where there is none, or it is damaged. */
function parse(copy) {
    try {
        return JSON.parse(copy);
    } catch {
        return undefined;
    }
}
