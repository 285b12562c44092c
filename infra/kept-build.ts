import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, type BuildResult, version } from "esbuild";

/** Where builds are kept, from the program's folder. One that nothing asks for any more is replaced by that of its name. */
const buildFolder = "node_modules/.cache/builds";

interface KeptBuild {
    /** The options, and the states of what is not among the inputs. */
    key: string;
    /** By the path of each file that went into it. */
    inputs: Record<string, string>;
    texts: string[];
}

export interface Build {
    /** What tells the build apart from others, plugins aside. */
    options: BuildOptions;
    /** The files that the plugins' code is in. */
    plugins: readonly string[];
    /** @throws BuildFailure */
    build: () => Promise<BuildResult<{ write: false; metafile: true }>>;
    /** Whether the texts may lie on the disk for longer. */
    mayKeep: (texts: string[]) => boolean;
}

/**
 * esbuild's output files, as texts: those of an earlier build, where its options, every file that went into it and what is
 * installed are as they were then.
 *
 * @param name tells builds of different things apart
 * @throws BuildFailure
 */
export async function buildOnce(name: string, { options, plugins, build, mayKeep }: Build): Promise<string[]> {
    const installed = await readStates(["node_modules/.package-lock.json", ...plugins]);
    const key = createHash("sha256")
        .update(JSON.stringify([version, installed, options]))
        .digest("hex");
    const file = `${buildFolder}/${name}.json`;
    const kept = await read(file);
    if (kept?.key === key && (await isUnchanged(kept.inputs))) {
        return kept.texts;
    }
    const { outputFiles, metafile } = await build();
    const texts = outputFiles.map((output) => output.text);
    if (mayKeep(texts)) {
        // What comes from standard input is among the options, and is no file.
        const inputs = Object.keys(metafile.inputs).filter((one) => path.basename(one) !== options.stdin?.sourcefile);
        await keep(file, { key, inputs: await readStates(inputs), texts });
    }
    return texts;
}

async function isUnchanged(inputs: Record<string, string>): Promise<boolean> {
    const now = await readStates(Object.keys(inputs));
    return Object.entries(inputs).every(([input, state]) => now[input] === state);
}

async function readStates(files: readonly string[]): Promise<Record<string, string>> {
    return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readState(file)] as const)));
}

/** What differs once a file is written or replaced; "" where there is none. */
async function readState(file: string): Promise<string> {
    const found = await stat(file).catch(() => undefined);
    return found === undefined ? "" : [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(" ");
}

/** Undefined where there is none, or it cannot be read. */
async function read(file: string): Promise<KeptBuild | undefined> {
    try {
        return JSON.parse(await readFile(file, "utf8")) as KeptBuild;
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
