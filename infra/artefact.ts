import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";

import { artefactFolder } from "./bundle";
import type { Bundle } from "./joint-build";

/** After how long a file that no run has named is removed, in milliseconds. */
const keptMilliseconds = 86_400_000;

/**
 * Writes a bundle to a file named after its content, if it is not there, and its source map beside it (`.map`).
 *
 * @param name the function's name
 * @returns the file's path from the program's folder: the same on every machine, so that no preview shows a difference
 */
export async function writeArtefact(name: string, { code, map }: Bundle): Promise<string> {
    const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
    const file = `${artefactFolder}/${name}-${hash}.js`;
    if (!(await refresh([`${file}.map`, file]))) {
        await mkdir(artefactFolder, { recursive: true });
        await writeWhole(`${file}.map`, map);
        await writeWhole(file, code);
        await removeOld();
    }
    return file;
}

/** Puts off the removal of files that are there. */
async function refresh(files: readonly string[]): Promise<boolean> {
    const now = new Date();
    try {
        for (const file of files) {
            await utimes(file, now, now);
        }
        return true;
    } catch {
        return false;
    }
}

/** Another run may read the file meanwhile: it must never find half of it. */
async function writeWhole(file: string, content: string): Promise<void> {
    const temporary = `${file}.${randomUUID()}`;
    await writeFile(temporary, content);
    await rename(temporary, file);
}

async function removeOld(): Promise<void> {
    const limit = Date.now() - keptMilliseconds;
    for (const name of await readdir(artefactFolder)) {
        const file = path.join(artefactFolder, name);
        // Another run may have removed it, or renamed it, by now.
        const found = await stat(file).catch(() => undefined);
        if (found !== undefined && found.mtimeMs < limit) {
            await rm(file, { force: true });
        }
    }
}
