import { createHash, randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { type BuildOptions, version } from "esbuild";

import type { Built, Bundle, Entry } from "./joint-build";

/** Where builds are kept, from the program's folder. */
const buildFolder = "node_modules/.cache/builds";
/** How many of one name are kept, those asked for last: programs with functions of the same name share the folder. */
const maxOfOneName = 16;

interface KeptBuild {
    /** By the path of each file that went into it. */
    inputs: Record<string, string>;
    bundle: Bundle;
}

export interface Build {
    /** What tells the build apart from others, with the options, plugins aside. */
    entry: Entry;
    options: BuildOptions;
    /** The files that the plugins' code is in. */
    plugins: readonly string[];
    /** @throws BuildFailure */
    build: () => Promise<Built>;
    /** Whether it may lie on the disk for longer. */
    mayKeep: (bundle: Bundle) => boolean;
}

/**
 * What esbuild makes, or has made earlier, where the entry, its options, every file that went into it and what is installed
 * are as they were then.
 *
 * @param name tells builds of different things apart
 * @throws BuildFailure
 */
export async function buildOnce(name: string, { entry, options, plugins, build, mayKeep }: Build): Promise<Bundle> {
    const installed = readStates(["node_modules/.package-lock.json", ...plugins]);
    const key = createHash("sha256")
        // By paths from the program's folder, as all else here.
        .update(JSON.stringify([version, installed, options, entry]).replaceAll(process.cwd(), "."))
        .digest("hex");
    const file = `${buildFolder}/${name}-${key.slice(0, 16)}.json`;
    const kept = await read(file);
    if (kept !== undefined && isUnchanged(kept.inputs)) {
        return kept.bundle;
    }
    const { inputs, ...bundle } = await build();
    if (mayKeep(bundle)) {
        await keep(file, { inputs: readStates(inputs), bundle });
        await removeOld(name);
    }
    return bundle;
}

function isUnchanged(inputs: Record<string, string>): boolean {
    const now = readStates(Object.keys(inputs));
    return Object.entries(inputs).every(([input, state]) => now[input] === state);
}

function readStates(files: readonly string[]): Record<string, string> {
    return Object.fromEntries(files.map((file) => [file, readState(file)]));
}

/** What differs once a file is written or replaced; "" where there is none. At once: hundreds of promises take longer. */
function readState(file: string): string {
    try {
        const found = statSync(file);
        return [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(" ");
    } catch {
        return "";
    }
}

/** Notes that it was asked for. Undefined where there is none, or it cannot be read. */
async function read(file: string): Promise<KeptBuild | undefined> {
    try {
        const kept = JSON.parse(await readFile(file, "utf8")) as KeptBuild;
        const now = new Date();
        await utimes(file, now, now);
        return kept;
    } catch {
        return undefined;
    }
}

/** Whole or not at all, for others read it meanwhile; where nothing can be written, the next run builds again. */
async function keep(file: string, kept: KeptBuild): Promise<void> {
    const draft = `${file}.${randomUUID()}`;
    try {
        await mkdir(buildFolder, { recursive: true });
        await writeFile(draft, JSON.stringify(kept));
        await rename(draft, file);
    } catch {
        // It is a copy of what can be made again.
    }
}

/** All of a name but the last ones. */
async function removeOld(name: string): Promise<void> {
    const isOfName = (file: string) =>
        file.startsWith(`${name}-`) && /^[0-9a-f]{16}\.json$/.test(file.slice(name.length + 1));
    try {
        const files = (await readdir(buildFolder)).filter(isOfName).map((file) => `${buildFolder}/${file}`);
        const asked = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
        const old = asked.sort((a, b) => b.at - a.at).slice(maxOfOneName);
        await Promise.all(old.map(({ file }) => rm(file, { force: true })));
    } catch {
        // Another run removes them meanwhile.
    }
}
