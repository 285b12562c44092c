import { mkdir } from "node:fs/promises";
import path from "node:path";

/**
 * Makes a folder and those above it, as far as they are missing. Node's own recursive `mkdir` never ends where a folder
 * is there and lets none be made in it with ENOENT, such as `/proc`.
 *
 * @throws Error that says why it cannot be
 */
export async function makeFolder(folder: string): Promise<void> {
    if ((await make(folder)) === "ENOENT") {
        await makeFolder(path.dirname(folder));
        if ((await make(folder)) === "ENOENT") {
            throw new Error(`no folder can be made in ${path.dirname(folder)}`);
        }
    }
}

/** Makes a folder in one that is there. @returns why not: there is one already, or nothing to make it in */
async function make(folder: string): Promise<"EEXIST" | "ENOENT" | undefined> {
    try {
        await mkdir(folder);
        return undefined;
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EEXIST" || code === "ENOENT") {
            return code;
        }
        throw error;
    }
}
